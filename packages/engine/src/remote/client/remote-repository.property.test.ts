import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { testContext } from "@coffer/testkit/context";
import { repositoryModel } from "@coffer/testkit/repository-suite";
import { testRemoteSettings, TestLine } from "@coffer/testkit/rpc-server";
import { RemoteRepository } from "./remote-repository.ts";

const folder = mkdtempSync("/tmp/coffer-remote-model-");
after(() => rmSync(folder, { recursive: true, force: true }));
let count = 0;

test("a repository on a server is a map with transactions", async () => {
  const property = repositoryModel(async () => {
    const base = testContext();
    const line = new TestLine(base);
    const ctx = { ...base, remoteSettings: () => testRemoteSettings(line.start) };
    const path = join(folder, String((count += 1)));
    const place = { user: undefined, host: "h", port: undefined, path, location: path, written: path };
    await (await RemoteRepository.create(place, {}, ctx)).close();
    return { open: () => RemoteRepository.open(place, { exclusive: true }, ctx) };
  });
  await fc.assert(property, { numRuns: Number(process.env["COFFER_RUNS"] ?? 15) });
});
