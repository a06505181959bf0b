/** Repositories on an S3 server that is not ours: its folder is a repository for the real Borg after each command. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { S3ObjectStore } from "@coffer/engine/object-store";
import { Client, coffer, temporaryFolder } from "@coffer/testkit/borg";
import { objectStoreSuite } from "@coffer/testkit/object-store-suite";
import { compareTrees } from "@coffer/testkit/tree";
import { findVersitygw, startVersitygw } from "@coffer/testkit/versitygw";
import { needBorg } from "./support/index.ts";

const { skip: noBorg, borg } = needBorg();
const { path, skip } = findVersitygw();
const REPOSITORY = "s3://bucket/host";
const TIMEOUT = { timeout: 300_000 };

objectStoreSuite(
  "versitygw",
  async (context) => {
    const { endpoint, credentials } = await startVersitygw(context, path, temporaryFolder(context));
    const place = { bucket: "bucket", prefix: "deep", profile: undefined, location: "s3://bucket/deep" };
    return new S3ObjectStore(place, { endpoint, credentials, region: "us-east-1", isPathStyle: true });
  },
  { skip },
);

test(
  "versitygw: after each command, the real borg finds a sound repository",
  { skip: skip || noBorg, ...TIMEOUT },
  async (context) => {
    assert.ok(borg !== undefined);
    const folder = temporaryFolder(context);
    const { environment, bucketFolder } = await startVersitygw(context, path, join(folder, "server"));
    const client = new Client(join(folder, "home"), { env: environment });
    const run = (...words: string[]): Promise<{ text: string }> => client.call(coffer, words, { cwd: folder });
    // of a copy: `borg check` reserves nonces, behind the back of the server
    const stored = join(folder, "stored");
    const judge = new Client(join(folder, "judge"));
    const source = join(folder, "source");
    mkdirSync(source);
    const steps: readonly (readonly [words: string[], archives: readonly string[]])[] = [
      [["init", "-e", "repokey-blake2", REPOSITORY], []],
      [["create", "--timestamp", "2026-01-01T10:00:00", `${REPOSITORY}::first`, "source"], ["first"]],
      [
        ["create", "--timestamp", "2026-01-02T10:00:00", `${REPOSITORY}::second`, "source"],
        ["first", "second"],
      ],
      [["delete", `${REPOSITORY}::first`], ["second"]],
      [["compact", "--threshold", "0", REPOSITORY], ["second"]],
      [["check", "--verify-data", REPOSITORY], ["second"]],
    ];
    for (const [at, [words, archives]] of steps.entries()) {
      for (const name of ["one", "two"]) writeFileSync(join(source, name), `${name} ${at}\n`.repeat(20_000));
      await run(...words);
      rmSync(stored, { recursive: true, force: true });
      cpSync(join(bucketFolder, "host/repo"), stored, { recursive: true });
      await judge.call(borg, ["check", stored]);
      assert.deepEqual(
        (await judge.call(borg, ["list", "--short", stored])).text.split("\n").filter(Boolean),
        archives,
      );
    }
    const theirs = join(folder, "theirs");
    const ours = join(folder, "ours");
    for (const target of [theirs, ours]) mkdirSync(target);
    await judge.call(borg, ["extract", `${stored}::second`], { cwd: theirs });
    await client.call(coffer, ["extract", `${REPOSITORY}::second`], { cwd: ours });
    assert.deepEqual(compareTrees(theirs, ours), []);
  },
);
