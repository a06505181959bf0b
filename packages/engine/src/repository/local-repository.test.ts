import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "@coffer/testkit/borg";
import { memoryLock, seededRandomBytes, testContext } from "@coffer/testkit/context";
import { repositorySuite } from "@coffer/testkit/repository-suite";
import { MemoryStorage } from "../storage/index.ts";
import { LocalRepository } from "./local-repository.ts";

repositorySuite("LocalRepository on a disk", async (context) => {
  const path = join(temporaryFolder(context, { inMemory: 100_000_000 }), "repository");
  const ctx = testContext();
  await (await LocalRepository.create(path, {}, ctx)).close();
  return { open: () => LocalRepository.open(path, { exclusive: true }, ctx) };
});

repositorySuite("LocalRepository in memory", async () => {
  const storage = new MemoryStorage();
  const ctx = testContext();
  await (await LocalRepository.createOn(storage, {}, ctx, memoryLock())).close();
  return { open: () => LocalRepository.openOn(storage, {}, ctx, memoryLock()) };
});

test("a repository is made with Borg's own files", async () => {
  const storage = new MemoryStorage();
  const ctx = testContext({ randomBytes: seededRandomBytes("id") });
  const repository = await LocalRepository.createOn(storage, { storageQuota: 5000 }, ctx, memoryLock());
  const text = (name: string): string => Buffer.from(storage.peek(name)).toString("latin1");
  assert.deepEqual(storage.names, ["README", "config"]);
  assert.equal(text("README"), "This is a Borg Backup repository.\nSee https://borgbackup.readthedocs.io/\n");
  assert.equal(
    text("config"),
    "[repository]\nversion = 1\nsegments_per_dir = 1000\nmax_segment_size = 524288000\nappend_only = 0\n" +
      `storage_quota = 5000\nadditional_free_space = 0\nid = ${Buffer.from(repository.id).toString("hex")}\n\n`,
  );
  await repository.close();
});
