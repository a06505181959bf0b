import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import {
  AtticRepository,
  InvalidRepository,
  InvalidRepositoryConfig,
  ParentPathDoesNotExist,
  PathAlreadyExists,
  PathPermissionDenied,
  RepositoryAlreadyExists,
  RepositoryDoesNotExist,
} from "@coffer/format/errors";
import { temporaryFolder } from "@coffer/testkit/borg";
import { testContext } from "@coffer/testkit/context";
import { isRepository } from "./create-repository.ts";
import { LocalRepository } from "./local-repository.ts";

const ctx = testContext();

async function makeRepository(context: TestContext): Promise<string> {
  const path = join(temporaryFolder(context), "repository");
  const repository = await LocalRepository.create(path, {}, ctx);
  await repository.put(new Uint8Array(32), new Uint8Array(10));
  await repository.commit();
  await repository.close();
  return path;
}

test("create() makes the folder, or takes an empty one", async (context) => {
  const folder = temporaryFolder(context);
  mkdirSync(join(folder, "empty"));
  for (const name of ["new", "empty"]) {
    const repository = await LocalRepository.create(join(folder, name), {}, ctx);
    assert.deepEqual(readdirSync(join(folder, name)).sort(), [
      "README",
      "config",
      "data",
      "lock.exclusive",
      "lock.roster",
    ]);
    await repository.close();
    assert.deepEqual(readdirSync(join(folder, name)).sort(), ["README", "config", "data"]);
    assert.equal(await isRepository(join(folder, name)), true);
  }
});

test("create() makes parents only if asked to", async (context) => {
  const path = join(temporaryFolder(context), "a/b/c");
  await assert.rejects(LocalRepository.create(path, {}, ctx), (error: unknown) => {
    assert.ok(error instanceof ParentPathDoesNotExist);
    assert.equal(error.message, `The parent path of the repo directory [${path}] does not exist.`);
    return true;
  });
  assert.equal(existsSync(join(path, "../..")), false);
  await (await LocalRepository.create(path, { makeParentDirs: true }, ctx)).close();
});

test("create() refuses what is there, and what lies in a repository", async (context) => {
  const path = await makeRepository(context);
  const folder = join(path, "..");
  mkdirSync(join(folder, "full"));
  writeFileSync(join(folder, "full/file"), "x");
  const create = (at: string): Promise<LocalRepository> => LocalRepository.create(at, { makeParentDirs: true }, ctx);
  await assert.rejects(create(path), RepositoryAlreadyExists);
  await assert.rejects(create(join(path, "data/below/it")), (error: unknown) => {
    assert.ok(error instanceof RepositoryAlreadyExists);
    assert.equal(error.path, path);
    return true;
  });
  await assert.rejects(create(join(folder, "full")), PathAlreadyExists);
  await assert.rejects(create(join(folder, "full/file")), PathAlreadyExists);
  assert.deepEqual(readdirSync(join(folder, "full")), ["file"]);
});

test("create() and open() where looking is forbidden", async (context) => {
  if (process.getuid?.() === 0) {
    context.skip("root may look everywhere");
    return;
  }
  const folder = temporaryFolder(context);
  mkdirSync(join(folder, "closed"));
  chmodSync(join(folder, "closed"), 0);
  await assert.rejects(LocalRepository.create(join(folder, "closed/repository"), {}, ctx), PathPermissionDenied);
  chmodSync(join(folder, "closed"), 0o700);
});

test("open() of nothing, of a file, of a folder, of a broken config", async (context) => {
  const folder = temporaryFolder(context);
  const open = (name: string): Promise<LocalRepository> => LocalRepository.open(join(folder, name), {}, ctx);
  await assert.rejects(open("missing"), RepositoryDoesNotExist);
  writeFileSync(join(folder, "file"), "");
  await assert.rejects(open("file"), InvalidRepository);
  mkdirSync(join(folder, "folder"));
  await assert.rejects(open("folder"), InvalidRepository);
  writeFileSync(join(folder, "folder/config"), "[repository]\nversion = 2\n");
  await assert.rejects(open("folder"), (error: unknown) => {
    assert.ok(error instanceof InvalidRepositoryConfig);
    assert.equal(
      error.message,
      `${folder}/folder does not have a valid configuration. ` +
        "Check repo config [repository version 2 is not supported by this borg version].",
    );
    return true;
  });
  assert.deepEqual(readdirSync(join(folder, "folder")), ["config"], "no lock is left");
});

test("open() refuses an Attic repository", async (context) => {
  const path = await makeRepository(context);
  writeFileSync(join(path, "data/0/1"), "ATTICSEG and more");
  await assert.rejects(LocalRepository.open(path, {}, ctx), AtticRepository);
  assert.deepEqual(
    readdirSync(path).filter((name) => name.startsWith("lock")),
    [],
  );
});

test("the path may be written in other ways; the location is the clean one", async (context) => {
  const path = await makeRepository(context);
  const repository = await LocalRepository.open(`${path}/../repository//`, {}, ctx);
  assert.equal(repository.location, path);
  await repository.close();
  symlinkSync(path, join(path, "../link"));
  const linked = await LocalRepository.open(join(path, "../link"), {}, ctx);
  assert.equal(await linked.size(), 1);
  await linked.close();
  await assert.rejects(LocalRepository.open("relative", {}, ctx));
});

test("without lock nothing is changed, not even an index that is gone", async (context) => {
  const path = await makeRepository(context);
  const names = readdirSync(path).filter((name) => /^(index|hints|integrity)\./.test(name));
  assert.equal(names.length, 3);
  for (const [at, name] of names.entries()) {
    writeFileSync(join(path, name), at === 0 ? "" : "damaged");
  }
  const before = readdirSync(path).map((name) => [
    name,
    existsSync(join(path, name, ".")) ? "" : readFileSync(join(path, name), "latin1"),
  ]);
  const repository = await LocalRepository.open(path, { lock: false }, ctx);
  assert.equal(await repository.size(), 1);
  assert.equal((await repository.get(new Uint8Array(32))).length, 10);
  await assert.rejects(async () => repository.put(new Uint8Array(32), new Uint8Array(1)), /without lock/);
  await repository.close();
  const after = readdirSync(path).map((name) => [
    name,
    existsSync(join(path, name, ".")) ? "" : readFileSync(join(path, name), "latin1"),
  ]);
  assert.deepEqual(after, before);
});

test("without lock a reservation of nonces takes none: nothing can be stored with them", async (context) => {
  const path = await makeRepository(context);
  const repository = await LocalRepository.open(path, { lock: false }, ctx);
  await repository.commitNonceReservation(7n, undefined);
  await assert.rejects(repository.commitNonceReservation(9n, 7n), /mismatched previous state/);
  assert.equal(await repository.getFreeNonce(), undefined);
  await repository.close();
  const reader = await LocalRepository.open(path, { exclusive: false }, ctx);
  await assert.rejects(reader.commitNonceReservation(9n, undefined), /under the exclusive lock/);
  await reader.close();
});

test("an index that belongs to no transaction is a stray file", async (context) => {
  const path = await makeRepository(context);
  renameSync(join(path, "index.1"), join(path, "index.100"));
  const { reporter, ...rest } = testContext();
  const repository = await LocalRepository.open(path, { exclusive: true }, { ...rest, reporter });
  assert.equal(await repository.check({}), true);
  await repository.close();
  assert.deepEqual(
    readdirSync(path).filter((name) => name.startsWith("index.")),
    ["index.1"],
  );
  assert.deepEqual(
    reporter.records.filter(({ message }) => message.includes("COMMIT")),
    [],
  );
});

test("a reader mends a missing index, for which his lock becomes exclusive", async (context) => {
  const path = await makeRepository(context);
  writeFileSync(join(path, "index.1"), "");
  const reader = await LocalRepository.open(path, {}, ctx);
  assert.equal(await reader.size(), 1);
  assert.deepEqual(readdirSync(join(path, "lock.exclusive")), [`testhost@123456789.${process.pid}-0`]);
  await reader.close();
  assert.ok(readFileSync(join(path, "index.1")).length > 1000);
});

test("destroy() removes everything; breakLock() all locks", async (context) => {
  const path = await makeRepository(context);
  const stuck = await LocalRepository.open(path, { exclusive: true }, ctx);
  const breaker = await LocalRepository.open(path, { lock: false }, ctx);
  await breaker.breakLock();
  await breaker.close();
  const repository = await LocalRepository.open(path, { exclusive: true }, ctx).catch(() => undefined);
  assert.equal(repository, undefined, "this process still believes to hold it");
  await assert.rejects(stuck.close());
  const again = await LocalRepository.open(path, { exclusive: true }, ctx);
  await again.destroy();
  assert.equal(existsSync(path), false);
});
