import assert from "node:assert/strict";
import { linkSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "@coffer/testkit/borg";
import { storageSuite } from "@coffer/testkit/storage-suite";
import { StorageError } from "../storage-error.ts";
import { PosixStorage } from "./posix-storage.ts";

storageSuite("posix", (context) => new PosixStorage(temporaryFolder(context)));

test("replaceSecret() leaves a copy that shares the old content alone", async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, "config"), "old secret");
  linkSync(join(folder, "config"), join(folder, "backup"));
  await new PosixStorage(folder).replaceSecret("config", Buffer.from("new"), () => assert.fail("no warning is due"));
  assert.equal(readFileSync(join(folder, "config"), "latin1"), "new");
  assert.equal(readFileSync(join(folder, "backup"), "latin1"), "old secret");
  assert.deepEqual(readdirSync(folder).sort(), ["backup", "config"]);
});

test("replaceSecret() erases what an interrupted run left, and says so", async (context) => {
  const folder = temporaryFolder(context);
  writeFileSync(join(folder, "config"), "current");
  writeFileSync(join(folder, "config.old"), "left over");
  const warnings: string[] = [];
  await new PosixStorage(folder).replaceSecret("config", Buffer.from("new"), (message) => warnings.push(message));
  assert.deepEqual(warnings, ["Old config file not securely erased on previous config update"]);
  assert.deepEqual(readdirSync(folder), ["config"]);
});

test("errors carry the path and the system's words", async (context) => {
  const folder = temporaryFolder(context);
  mkdirSync(join(folder, "data"));
  const storage = new PosixStorage(folder);
  await assert.rejects(storage.read("nothing"), (error: unknown) => {
    assert.ok(error instanceof StorageError);
    assert.equal(error.message, `[Errno 2] No such file or directory: '${folder}/nothing'`);
    assert.equal(error.retryable, false);
    return true;
  });
  await assert.rejects(storage.writeAtomic("data", Buffer.from("x")), { code: "EISDIR" });
  assert.deepEqual(readdirSync(folder), ["data"]);
});

test("files follow the umask", async (context) => {
  const folder = temporaryFolder(context);
  const before = process.umask(0o077);
  try {
    await (await new PosixStorage(folder).createWriter("data/1")).close();
    assert.equal(statSync(join(folder, "data")).mode & 0o777, 0o700);
    assert.equal(statSync(join(folder, "data/1")).mode & 0o777, 0o600);
  } finally {
    process.umask(before);
  }
});
