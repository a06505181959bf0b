import assert from "node:assert/strict";
import { chmodSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { Client, coffer, findBorgs, temporaryFolder, theBorgs } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";

/**
 * coffer against `borg serve` of both Borgs, through a script in the place of ssh. The pairs through a real sshd are in
 * ssh-pairs.test.ts.
 */
const borgs = theBorgs();
const { missing } = findBorgs();
const skip = borgs.length === 0 && missing.join("; ");

/** Forgets options and host, notes them, and runs the rest here. */
const SCRIPT = `#!/bin/sh
printf '%s\\n' "$*" >> "$0.log"
while [ $# -gt 0 ]; do
  case "$1" in
    -p | -o) shift 2 ;;
    *) break ;;
  esac
done
shift
exec "$@"
`;

interface World {
  readonly folder: string;
  readonly client: Client;
  /** Command lines that the script was called with. */
  readonly calls: () => string[];
}

function remoteWorld(context: TestContext, server: Program): World {
  const folder = temporaryFolder(context, { inMemory: 100e6 });
  const script = join(folder, "fake-ssh");
  writeFileSync(script, SCRIPT);
  chmodSync(script, 0o755);
  const client = new Client(join(folder, "home"), { env: { BORG_RSH: script, BORG_REMOTE_PATH: server.path } });
  return { folder, client, calls: () => readFileSync(`${script}.log`, "utf8").trim().split("\n") };
}

for (const borg of borgs) {
  test(`a repository served by ${borg.name} goes through its life`, { skip, timeout: 600_000 }, async (context) => {
    const { folder, client, calls } = remoteWorld(context, borg);
    const source = join(folder, "source");
    mkdirSync(join(source, "sub"), { recursive: true });
    writeFileSync(join(source, "small"), "content");
    writeFileSync(join(source, "large"), "x".repeat(3_000_000));
    writeFileSync(join(source, "sub/other"), "more");
    const repository = `ssh://user@host.example:2222${folder}/repository`;
    const short = `user@host.example:${folder}/repository`;
    await client.call(coffer, ["init", "-e", "repokey-blake2", repository]);
    assert.equal(calls()[0], `-p 2222 user@host.example ${borg.path} serve`);
    await client.call(coffer, ["create", "-C", "none", `${repository}::one`, "source"], { cwd: folder });
    writeFileSync(join(source, "added"), "later");
    await client.call(coffer, ["create", `${short}::two`, "source"], { cwd: folder });
    const { text } = await client.call(borg, ["list", "--short", `${folder}/repository`]);
    assert.deepEqual(text.trim().split("\n"), ["one", "two"]);

    const target = join(folder, "target");
    mkdirSync(target);
    await client.call(coffer, ["extract", `${repository}::two`], { cwd: target });
    for (const name of ["small", "large", "sub/other", "added"]) {
      assert.deepEqual(readFileSync(join(target, "source", name)), readFileSync(join(source, name)), name);
    }

    await client.call(coffer, ["prune", "--keep-last=1", repository]);
    await client.call(coffer, ["compact", repository]);
    // Commands that the pairs through a real sshd leave out.
    if (borg === borgs[0]) {
      await client.call(coffer, ["rename", `${repository}::two`, "second"]);
      await client.call(coffer, ["recreate", "-C", "zstd", "--recompress=always", repository]);
      await client.call(coffer, ["check", "--verify-data", repository]);
      await client.call(coffer, ["debug", "dump-repo-objs", repository], { cwd: target });
      await client.call(coffer, ["with-lock", repository, "true"]);
      await client.call(coffer, ["break-lock", repository]);
    }
    await client.call(borg, ["check", "--verify-data", `${folder}/repository`]);
    await client.call(coffer, ["delete", repository]);
    assert.equal(readdirSync(folder).includes("repository"), false);
  });
}
