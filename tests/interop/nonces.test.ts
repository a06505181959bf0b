import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Client, coffer, temporaryFolder, theBorgs } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";
import { killNow } from "@coffer/testkit/run";
import { Chance, checkedArchives, needBorg, readLog, seedFromEnvironment, writeFiles } from "./support/index.ts";

/** Key type, MAC, nonce. */
const NONCE_OFFSET = 33;
const NONCE_END = 41;
const BLOCK_SIZE = 16;

interface CounterRange {
  readonly from: bigint;
  readonly to: bigint;
  readonly object: string;
}

const needed = needBorg();

for (const mode of ["repokey", "keyfile-blake2"]) {
  const name = `no nonce is used twice: ${mode}, borg and coffer in turns, some killed`;
  test(name, { skip: needed.skip, timeout: 600_000 }, async (context) => {
    const borgs = theBorgs();
    const ranges = await writeInTurns(context, mode, [...borgs, coffer, coffer], true);
    assert.ok(ranges.length > 100, "too few objects to prove anything");
    assertDisjoint(ranges);
  });
}

test("control: ranges that overlap are found", () => {
  const ranges = [
    { from: 0n, to: 10n, object: "a" },
    { from: 20n, to: 30n, object: "b" },
    { from: 9n, to: 12n, object: "c" },
  ];
  assert.throws(() => assertDisjoint(ranges), /counters 9\.\.10 are used by a and by c/);
});

/** Counter ranges of every object that was ever in the log, those of killed writers included. */
async function writeInTurns(
  context: Parameters<typeof temporaryFolder>[0],
  mode: string,
  programs: readonly Program[],
  kill: boolean,
): Promise<CounterRange[]> {
  const chance = new Chance(seedFromEnvironment(`nonces, ${mode}`));
  const folder = temporaryFolder(context, { inMemory: 200e6 });
  const [repository, source] = [join(folder, "repository"), join(folder, "source")];
  // two clients: each has its own security folder, as two machines have; key files are shared
  const keys = join(folder, "keys");
  mkdirSync(keys);
  const clients = ["one", "two"].map((name) => new Client(join(folder, name), { env: { BORG_KEYS_DIR: keys } }));
  const found = new Map<string, CounterRange>();
  await clients[0]?.call(chance.pick(programs), ["init", "-e", mode, repository]);
  for (let round = 0; round < 16; round += 1) {
    const [client, program] = [chance.pick(clients), chance.pick(programs)];
    writeFiles(source, 60, 60_000, chance);
    const args = ["create", "--lock-wait", "10", `${repository}::a${round}`, source];
    if (kill && round % 3 === 1) {
      const started = client.start(program, args);
      const timer = setTimeout(() => killNow(-started.pid), 80 + chance.below(500));
      await started.finished;
      clearTimeout(timer);
    } else {
      await client.call(program, args);
    }
    for (const range of counterRanges(repository)) found.set(range.object, range);
  }
  const judge = programs[0];
  assert.ok(judge !== undefined);
  await checkedArchives(clients[0] ?? assert.fail(), judge, repository);
  return [...found.values()];
}

function counterRanges(repository: string): CounterRange[] {
  return readLog(repository)
    .filter((entry) => entry.tag === "PUT")
    .map(({ id, data }) => {
      const from = data.readBigUInt64BE(NONCE_OFFSET);
      const blocks = BigInt(Math.ceil((data.length - NONCE_END) / BLOCK_SIZE));
      // the same sealed object may lie in the log twice (compaction copies it): its MAC tells
      return { from, to: from + blocks, object: `${id}/${data.toString("hex", 1, NONCE_OFFSET)}` };
    });
}

function assertDisjoint(ranges: readonly CounterRange[]): void {
  const sorted = ranges.toSorted((left, right) => (left.from < right.from ? -1 : left.from > right.from ? 1 : 0));
  let last: CounterRange | undefined;
  for (const range of sorted) {
    if (last !== undefined && range.from < last.to) {
      assert.fail(`counters ${range.from}..${last.to} are used by ${last.object} and by ${range.object}`);
    }
    last = range;
  }
}
