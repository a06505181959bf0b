import { test } from "node:test";
import fc from "fast-check";
import { memoryLock, testContext } from "@coffer/testkit/context";
import { repositoryModel } from "@coffer/testkit/repository-suite";
import { MemoryStorage } from "../storage/index.ts";
import type { Storage } from "../storage/index.ts";
import { LocalRepository } from "./local-repository.ts";

/** Segments of a few hundred bytes, so that compaction has something to choose from. */
async function makeSmallSegments(storage: Storage): Promise<void> {
  const repository = await LocalRepository.createOn(storage, {}, testContext(), memoryLock());
  await repository.close();
  const text = new TextDecoder().decode(await storage.read("config"));
  const small = text.replace(/max_segment_size = \d+/, "max_segment_size = 500").replace("= 1000", "= 3");
  await storage.writeAtomic("config", new TextEncoder().encode(small));
}

test("a repository is a map with transactions", async () => {
  const property = repositoryModel(async () => {
    const storage = new MemoryStorage();
    await makeSmallSegments(storage);
    return { open: () => LocalRepository.openOn(storage, {}, testContext(), memoryLock()) };
  });
  await fc.assert(property, { numRuns: Number(process.env["COFFER_RUNS"] ?? 150) });
});

test("a repository whose storage cannot be read at once is the same", async () => {
  const property = repositoryModel(async () => {
    const storage = new MemoryStorage();
    Object.defineProperty(storage, "readNow", { value: undefined });
    await makeSmallSegments(storage);
    return { open: () => LocalRepository.openOn(storage, {}, testContext(), memoryLock()) };
  });
  await fc.assert(property, { numRuns: 40 });
});
