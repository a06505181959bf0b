/** The real borg as client of `coffer serve` sees what it sees of `borg serve`: words, exit codes, and what is in the repository after. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { coffer, temporaryFolder, theBorgs } from "@coffer/testkit/borg";
import type { CallOptions, Program } from "@coffer/testkit/borg";
import { Chance, checkedArchives, needBorg, TwinWorld } from "./support/index.ts";

const { skip } = needBorg();
const REPOSITORY = "ssh://far/./repo";

/** Stands in for ssh and sshd: runs the command, or the one that FORCED holds in its place. */
const RSH = `#!/bin/sh
shift
cd "$FAR" || exit 255
[ -n "\${FORCED-}" ] || exec "$@"
SSH_ORIGINAL_COMMAND="$*" exec $FORCED
`;

function newest(): Program {
  const [borg] = theBorgs();
  assert.ok(borg !== undefined);
  return borg;
}

/** Two worlds with the same client, one served by its own kind, one by coffer. */
function twins(context: TestContext, borg: Program): [TwinWorld, TwinWorld] {
  const folder = temporaryFolder(context);
  const template = join(folder, "template");
  mkdirSync(join(template, "far"), { recursive: true });
  mkdirSync(join(template, "work/tree"), { recursive: true });
  const chance = new Chance(7);
  for (const name of ["a", "b", "c"]) writeFileSync(join(template, "work/tree", name), chance.bytes(300_000));
  writeFileSync(join(template, "rsh"), RSH, { mode: 0o755 });
  const world = (server: Program): TwinWorld => {
    const place = join(folder, server.name);
    const env = {
      BORG_RSH: join(place, "rsh"),
      BORG_REMOTE_PATH: server.path,
      FAR: join(place, "far"),
      BORG_SHOW_SYSINFO: "no",
    };
    return new TwinWorld(template, place, borg, env);
  };
  return [world(borg), world(coffer)];
}

type Story = readonly (readonly [readonly string[], CallOptions?])[];

/** The same forced command for both, with the name of the server that each world has. */
async function tell(
  worlds: [TwinWorld, TwinWorld],
  borg: Program,
  options: string | undefined,
  story: Story,
): Promise<void> {
  for (const [args, call] of story) {
    const outcomes = await Promise.all(
      worlds.map((world, at) => {
        const server = at === 0 ? borg : coffer;
        const forced = options === undefined ? {} : { FORCED: `${server.path} serve ${options}` };
        return world.call(args, { ...call, env: { ...forced, ...call?.env } });
      }),
    );
    const [theirs, ours] = outcomes.map(({ code, out, err }) => ({ code, out, err: comparable(err) }));
    assert.deepEqual(ours, theirs, `${options ?? ""}: ${args.join(" ")}`);
  }
}

/** Repositories have ids of their own, and Borg's server sends the way through its code where coffer sends the last line of that. */
function comparable(text: string): string {
  return text
    .replace(/[0-9a-f]{64}/g, "ID")
    .replace(/Traceback \(most recent call last\):\n(?:\n|[ ].*\n)*(?:borg\.[\w.]+: )?/g, "");
}

for (const borg of theBorgs()) {
  test(`${borg.name}: a life at coffer serve is one at borg serve`, { skip, timeout: 900_000 }, async (context) => {
    const worlds = twins(context, borg);
    await tell(worlds, borg, undefined, [
      [["list", REPOSITORY]],
      [["init", "-e", "repokey", REPOSITORY]],
      [["init", "-e", "repokey", REPOSITORY]],
      [["create", `${REPOSITORY}::one`, "tree"]],
      [["create", "--compression", "none", `${REPOSITORY}::two`, "tree/a"]],
      [["check", "--repair", "-v", REPOSITORY]],
      [["delete", `${REPOSITORY}::one`]],
      [["compact", "--threshold", "0", REPOSITORY]],
      [["debug", "get-obj", REPOSITORY, "0".repeat(63) + "1", "object"]],
      [["break-lock", REPOSITORY]],
    ]);
    for (const world of worlds) {
      assert.deepEqual(await checkedArchives(world.client, borg, REPOSITORY), ["two"]);
    }
    await tell(worlds, borg, undefined, [[["delete", REPOSITORY]]]);
  });
}

test("restrictions of coffer serve are those of borg serve", { skip, timeout: 600_000 }, async (context) => {
  const borg = newest();
  const worlds = twins(context, borg);
  await tell(worlds, borg, "--restrict-to-path allowed", [
    [["init", "-e", "none", REPOSITORY]],
    [["init", "-e", "none", "--make-parent-dirs", "ssh://far/./allowed/repo"]],
    [["init", "-e", "none", "ssh://far/./allowed/no/parent"]],
    [["init", "-e", "none", "ssh://far/./allowed/../repo"]],
    [["init", "-e", "none", "ssh://far/./allowed-not/repo"]],
  ]);
  await tell(worlds, borg, "--restrict-to-repository allowed/repo --restrict-to-repository other", [
    [["list", "ssh://far/./allowed/repo"]],
    [["init", "-e", "none", "ssh://far/./allowed/repo/sub"]],
    [["init", "-e", "none", "ssh://far/./other"]],
  ]);
});

test("append-only and quota of coffer serve are those of borg serve", { skip, timeout: 600_000 }, async (context) => {
  const borg = newest();
  const worlds = twins(context, borg);
  await tell(worlds, borg, "--append-only", [
    [["init", "-e", "none", REPOSITORY]],
    [["create", `${REPOSITORY}::one`, "tree"]],
    [["delete", `${REPOSITORY}::one`]],
    [["compact", "-v", "--threshold", "0", REPOSITORY]],
    [["check", "--repair", REPOSITORY]],
    [["delete", REPOSITORY]],
  ]);
  for (const world of worlds) writeFileSync(join(world.work, "big"), new Chance(8).bytes(12_000_000));
  await tell(worlds, borg, "--storage-quota 10M", [
    [["init", "-e", "none", "ssh://far/./small"]],
    [["config", "ssh://far/./small", "storage_quota"]],
    [["create", "ssh://far/./small::two", "big"]],
    [["list", "-v", "ssh://far/./small"]],
  ]);
});

test("SSH_ORIGINAL_COMMAND is heeded as borg heeds it", { skip }, (context) => {
  const folder = temporaryFolder(context);
  const borg = newest();
  const commands = [
    "borg serve",
    "borg serve --info --lock-wait=7",
    "A=1 B=2 borg serve --debug-topic=repository.compaction",
    "borg serve --umask=0000 --append-only --restrict-to-path=/ --storage-quota=1T",
    "borg serve --storage-quota=1k",
    "borg list /etc",
    "borg serve --no-such-option",
    "borg --version",
    "ls -l",
    "",
    "A=1",
    "borg 'serve",
    "borg serve extra",
  ];
  const outcome = (program: Program, command: string): object => {
    const env = { PATH: process.env["PATH"], HOME: folder, BORG_SHOW_SYSINFO: "no", SSH_ORIGINAL_COMMAND: command };
    const { status, stdout } = spawnSync(program.path, ["serve", "--restrict-to-path", folder], {
      env,
      encoding: "utf8",
      input: "",
    });
    const kind = stdout.startsWith("usage:") ? "help" : /^(?:borg|coffer) \d/.test(stdout) ? "version" : stdout;
    return { status, kind };
  };
  for (const command of commands) assert.deepEqual(outcome(coffer, command), outcome(borg, command), command);
});
