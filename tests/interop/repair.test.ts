import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { crc32 } from "node:zlib";
import { Client, coffer, findBorgs, temporaryFolder } from "@coffer/testkit/borg";
import { Chance, readLog, segmentFiles, TwinWorld, writeFiles } from "./support/index.ts";
import type { LogEntry } from "./support/index.ts";

/*
 * Whole repositories with damage that a disk or a person does, mended by the real borg and by coffer: both say and leave the
 * same, and the real borg finds nothing wrong with what coffer left. Single faults in archives: tests/golden/check.test.ts;
 * in the log: repository-check.test.ts.
 */

const borg14 = findBorgs().borg14;
const skip = borg14 === undefined ? findBorgs().missing.join("; ") : false;
const MANIFEST = "00".repeat(32);
const HEADER_SIZE = 9;

interface Damage {
  readonly name: string;
  readonly inflict: (repository: string) => void;
  /** What must be among the words. */
  readonly says: RegExp;
  readonly flags?: readonly string[];
  /** A further backup of the same files, and a second repair, bring all content back. */
  readonly heals?: boolean;
}

const DAMAGES: readonly Damage[] = [
  {
    name: "a segment gone",
    says: /New missing file chunk detected .* Replacing with all-zero chunk/,
    inflict: (repository) => rmSync(chunkOf(repository).file),
    heals: true,
  },
  {
    name: "a segment cut in the middle",
    says: /attempting to recover .*New missing file chunk detected/s,
    inflict: (repository) => {
      const { file, offset } = chunkOf(repository);
      truncateSync(file, offset + 100);
    },
  },
  {
    name: "a bit of a chunk",
    says: /Segment entry checksum mismatch.*New missing file chunk detected/s,
    inflict: (repository) => change(chunkOf(repository), { withChecksum: false }),
  },
  {
    name: "a bit of a chunk, and the checksum agrees",
    says: /integrity error.*They will be deleted now.*New missing file chunk detected/s,
    inflict: (repository) => change(chunkOf(repository), { withChecksum: true }),
    flags: ["--verify-data"],
    heals: true,
  },
  {
    name: "a bit of each manifest, and the index gone",
    // in the order of their ids, which differ from run to run
    says: /Repository manifest not found!(?=.*Found archive one)(?=.*Found archive two)/s,
    inflict: (repository) => {
      for (const entry of puts(repository)) if (entry.id === MANIFEST) change(entry, { withChecksum: false });
      removeKin(repository);
    },
  },
  {
    name: "all segments of the last backup gone",
    says: /Analyzing archive one \(1\/1\)/,
    inflict: (repository) => {
      const last = puts(repository).findLast(({ id }) => id === MANIFEST)?.segment ?? assert.fail();
      for (const { path, segment } of segmentFiles(repository)) if (segment >= last) rmSync(path);
      removeKin(repository);
    },
  },
];

describe("check --repair beside the real borg", { skip, concurrency: false }, () => {
  let folder = "";
  let template = "";
  let source = "";

  before(async () => {
    assert.ok(borg14 !== undefined);
    // the folder outlives single tests of this suite
    folder = temporaryFolder({ after: (clean) => process.on("exit", () => (clean as () => void)()) });
    [template, source] = [join(folder, "template"), join(folder, "source")];
    const client = new Client(join(template, "home"));
    const repository = join(template, "repository");
    writeFiles(source, 12, 30_000, new Chance(1));
    await client.call(borg14, ["init", "-e", "repokey-blake2", repository]);
    await client.call(borg14, ["create", `${repository}::one`, "."], { cwd: source });
    mkdirSync(join(source, "more"));
    writeFiles(join(source, "more"), 4, 20_000, new Chance(2));
    await client.call(borg14, ["create", `${repository}::two`, "."], { cwd: source });
  });

  for (const [number, damage] of DAMAGES.entries()) {
    test(damage.name, async () => {
      assert.ok(borg14 !== undefined);
      const worlds = [borg14, coffer].map((program) => {
        const world = new TwinWorld(template, join(folder, `${number}-${program.name}`), program);
        damage.inflict(join(world.folder, "repository"));
        return world;
      });
      const repair = ["-v", "check", "--repair", ...(damage.flags ?? []), "../repository"];
      const inBoth = <T>(work: (world: TwinWorld) => Promise<T>): Promise<T[]> => Promise.all(worlds.map(work));
      const [theirs, ours] = await inBoth((world) => world.call(repair));
      assert.deepEqual(ours, theirs);
      assert.match(theirs?.err ?? "", damage.says);
      const [left, wanted] = await inBoth(contents);
      assert.deepEqual(wanted, left);
      const judged = worlds[1] ?? assert.fail();
      await assertClean(judged);
      if (damage.heals !== true) return;
      const backup = ["create", `${judged.folder}/repository::again`, "."];
      await judged.client.call(borg14, backup, { cwd: source });
      assert.equal((await judged.call(repair)).code, 0);
      await assertClean(judged);
      const sound = new TwinWorld(template, join(folder, `${number}-sound`), coffer);
      const { two } = await contents(sound);
      assert.equal((await contents(judged))["two"], two);
    });
  }

  /** The real borg has nothing to say. */
  async function assertClean({ client, folder: place }: TwinWorld): Promise<void> {
    assert.ok(borg14 !== undefined);
    const { stderr } = await client.call(borg14, ["check", "--verify-data", join(place, "repository")]);
    assert.equal(stderr, "");
  }
});

/** Paths, sizes, digests and health of all files, by archive. */
async function contents({ client, folder }: TwinWorld): Promise<Record<string, string>> {
  const repository = join(folder, "repository");
  const { text } = await client.call(coffer, ["list", "--short", repository]);
  const archives: Record<string, string> = {};
  for (const name of text.split("\n").filter((line) => line !== "")) {
    const format = ["--format", "{health} {path} {size} {sha256}{NL}"];
    archives[name] = (await client.call(coffer, ["list", ...format, `${repository}::${name}`])).text;
  }
  return archives;
}

function puts(repository: string): LogEntry[] {
  return readLog(repository).filter(({ tag }) => tag === "PUT");
}

/** A chunk of a file of the first archive. */
function chunkOf(repository: string): LogEntry {
  return puts(repository).find(({ data }) => data.length > 10_000) ?? assert.fail("no chunk of a file");
}

/** Flips a bit of an object. */
function change(entry: LogEntry, options: { readonly withChecksum: boolean }): void {
  const bytes = readFileSync(entry.file);
  const end = entry.offset + HEADER_SIZE + 32 + entry.data.length;
  bytes[end - 1] = (bytes[end - 1] ?? 0) ^ 1;
  if (options.withChecksum) bytes.writeUInt32LE(crc32(bytes.subarray(entry.offset + 4, end)), entry.offset);
  writeFileSync(entry.file, bytes);
}

/** What is made of the log must be made anew. */
function removeKin(repository: string): void {
  for (const name of readdirSync(repository)) {
    if (/^(index|hints|integrity)\./.test(name)) rmSync(join(repository, name));
  }
}
