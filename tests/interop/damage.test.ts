import assert from "node:assert/strict";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, test } from "node:test";
import { Client, coffer, temporaryFolder } from "@coffer/testkit/borg";
import { Chance, assertSameFiles, needBorg, readLog, segmentFiles, writeFiles } from "./support/index.ts";
import type { LogEntry } from "./support/index.ts";

const needed = needBorg();
const MODE = "repokey-blake2";
const MANIFEST_ID = "0".repeat(64);
const HEADER_SIZE = 9;

/** One flipped bit, and what becomes of it. */
interface Damage {
  readonly name: string;
  /** File and offset of the byte whose lowest bit is flipped. */
  readonly place: (repository: string) => { file: string; offset: number };
  /** `check` must name this in its output; the damage may also mend itself (index, hints). */
  readonly named?: RegExp;
  /** The damage is of something that is made anew from the log: nothing may be lost. */
  readonly heals?: boolean;
  /** The last transaction is gone as a whole; what remains is sound. */
  readonly undone?: boolean;
}

const DAMAGES: readonly Damage[] = [
  {
    name: "a file's chunk",
    place: (repository) => inEntry(repository, "chunk", 60),
    named: /[Ss]egment|chunk|integrity/i,
  },
  {
    name: "the checksum of an entry",
    place: (repository) => inEntry(repository, "chunk", -HEADER_SIZE - 32),
    named: /segment/i,
  },
  {
    name: "the size of an entry",
    place: (repository) => inEntry(repository, "chunk", -HEADER_SIZE - 32 + 4),
    named: /segment/i,
  },
  { name: "the tag of an entry", place: (repository) => inEntry(repository, "chunk", -33), named: /segment/i },
  { name: "the id of an entry", place: (repository) => inEntry(repository, "chunk", -20), named: /segment/i },
  { name: "the manifest", place: (repository) => inEntry(repository, "manifest", 50), named: /segment/i },
  { name: "the archive's metadata", place: (repository) => inEntry(repository, "metadata", 50), named: /segment/i },
  {
    name: "an older COMMIT",
    place: (repository) => inEntry(repository, "commit", -HEADER_SIZE),
    named: /segment|commit/i,
  },
  // without its COMMIT the last transaction never was: Borg goes back to the one before it, in silence; we say so
  {
    name: "the newest COMMIT",
    place: (repository) => inEntry(repository, "newest commit", -HEADER_SIZE),
    named: /COMMIT is damaged \[segment \d+\]/,
    undone: true,
  },
  {
    name: "the magic of a segment",
    place: (repository) => ({ file: firstSegment(repository), offset: 3 }),
    named: /segment/i,
  },
  { name: "the index", place: (repository) => inFile(repository, /^index\./), heals: true },
  { name: "the hints", place: (repository) => inFile(repository, /^hints\./), heals: true },
  { name: "the integrity record", place: (repository) => inFile(repository, /^integrity\./), heals: true },
];

describe("a flipped bit", { skip: needed.skip, timeout: 900_000 }, () => {
  let folder = "";
  let source = "";
  let home = "";
  let pristine = "";
  /** What the first archive was made of. */
  let first = "";

  before(async () => {
    // the folder outlives single tests of this suite
    folder = temporaryFolder(
      { after: (clean) => process.on("exit", () => (clean as () => void)()) },
      { inMemory: 300e6 },
    );
    [source, home, pristine] = [join(folder, "source"), join(folder, "home"), join(folder, "pristine")];
    writeFiles(source, 20, 100_000, new Chance(1));
    const client = new Client(home);
    const borg = needed.borg ?? assert.fail();
    await client.call(borg, ["init", "-e", MODE, pristine]);
    await client.call(borg, ["create", "-C", "none", `${pristine}::first`, "."], { cwd: source });
    first = join(folder, "first");
    cpSync(source, first, { recursive: true });
    writeFiles(join(source, "more"), 5, 50_000, new Chance(2));
    await client.call(borg, ["create", "-C", "none", `${pristine}::second`, "."], { cwd: source });
  });

  for (const damage of DAMAGES) {
    test(`in ${damage.name} is found, and never restored as good`, async () => {
      const borg = needed.borg ?? assert.fail();
      const results = new Map<string, { check: number; extract: number }>();
      for (const program of [borg, coffer]) {
        const { client, repository } = copyOf(folder, home, pristine);
        const { file, offset } = damage.place(repository);
        flip(file, offset);
        const check = await client.call(program, ["check", "-v", "--verify-data", repository], { codes: "any" });
        const extract = await extractsOnlyGood(client, program, repository, source);
        results.set(program.name, { check: check.code, extract });
        if (program !== coffer) continue;
        assert.ok(!check.timedOut && check.code <= 2, `check ended with ${check.code}\n${check.stderr}`);
        if (damage.heals === true) {
          assert.equal(extract, 0, "what the log still holds must be restored");
          continue;
        }
        assert.notEqual(check.code, 0, `check called it sound\n${check.stderr}`);
        assert.match(check.stderr, damage.named ?? /./, "check does not name the damage");
        if (damage.undone === true) {
          // this client has seen a newer manifest and refuses the older one as a replay; another has not
          const other = new Client(join(folder, "other-home"));
          assert.equal(await extractsOnlyGood(other, program, repository, first, "first"), 0);
        }
      }
      if (damage.undone === true) return;
      const [control, ours] = [results.get(borg.name), results.get("coffer")];
      assert.equal(
        ours?.check === 0,
        control?.check === 0,
        `check: borg says ${control?.check}, coffer ${ours?.check}`,
      );
    });
  }

  test("in the repository's key or id is refused", async () => {
    const borg = needed.borg ?? assert.fail();
    const results: number[] = [];
    for (const program of [borg, coffer]) {
      const { client, repository } = copyOf(folder, home, pristine);
      const config = join(repository, "config");
      const text = readFileSync(config, "latin1");
      flip(config, text.indexOf("key = ") + 100);
      const list = await client.call(program, ["list", repository], { codes: "any" });
      results.push(list.code);
      assert.equal(list.text, "", "archives of a repository whose key is damaged");
    }
    assert.deepEqual(results, [2, 2]);
  });
});

test(
  "an index from before a crash is replayed, one that is gone is made anew",
  { skip: needed.skip, timeout: 300_000 },
  async (context) => {
    const borg = needed.borg ?? assert.fail();
    const folder = temporaryFolder(context);
    const [source, home, pristine] = [join(folder, "source"), join(folder, "home"), join(folder, "pristine")];
    writeFiles(source, 20, 20_000, new Chance(3));
    const client = new Client(home);
    await client.call(borg, ["init", "-e", MODE, pristine]);
    await client.call(borg, ["create", `${pristine}::first`, "."], { cwd: source });
    for (const program of [borg, coffer]) {
      for (const gone of [/^index\./, /^hints\./, /^integrity\./, /^(?:index|hints|integrity)\./]) {
        const copy = copyOf(folder, home, pristine);
        for (const name of readdirSync(copy.repository).filter((entry) => gone.test(entry)))
          rmSync(join(copy.repository, name));
        assert.equal(
          await extractsOnlyGood(copy.client, program, copy.repository, source, "first"),
          0,
          `${program.name} without ${gone}`,
        );
        await copy.client.call(program, ["create", `${copy.repository}::second`, "."], { cwd: source });
        await copy.client.call(borg, ["check", "--verify-data", copy.repository]);
      }
    }
  },
);

function copyOf(folder: string, home: string, pristine: string): { client: Client; repository: string } {
  const [repository, copyHome] = [join(folder, "repository"), join(folder, "copy-home")];
  for (const path of [repository, copyHome]) rmSync(path, { recursive: true, force: true });
  cpSync(pristine, repository, { recursive: true, preserveTimestamps: true });
  cpSync(home, copyHome, { recursive: true, preserveTimestamps: true });
  return { client: new Client(copyHome), repository };
}

/** Extracts; whatever lies in the target under its final name must be as it was saved, unless the program said that it is not. */
async function extractsOnlyGood(
  client: Client,
  program: Parameters<Client["call"]>[0],
  repository: string,
  source: string,
  archive = "second",
): Promise<number> {
  const target = join(client.home, "target");
  mkdirSync(target);
  try {
    const { code, stderr } = await client.call(program, ["extract", `${repository}::${archive}`], {
      cwd: target,
      codes: "any",
    });
    if (code === 0) assertSameFiles(target, source);
    else assert.notEqual(stderr, "", "failed without a word");
    return code;
  } finally {
    rmSync(target, { recursive: true });
  }
}

function flip(file: string, offset: number): void {
  const bytes = readFileSync(file);
  assert.ok(offset >= 0 && offset < bytes.length, `${file} has no byte ${offset}`);
  bytes[offset] = (bytes[offset] ?? 0) ^ 1;
  writeFileSync(file, bytes);
}

function firstSegment(repository: string): string {
  return segmentFiles(repository).find(({ segment }) => segment > 0)?.path ?? assert.fail("no segments");
}

function inFile(repository: string, name: RegExp): { file: string; offset: number } {
  const found = readdirSync(repository).find((entry) => name.test(entry)) ?? assert.fail(`no ${name}`);
  const file = join(repository, found);
  return { file, offset: Math.floor(readFileSync(file).length * 0.5) };
}

/** A byte of the newest live entry of that kind; `at` counts from the start of its object (negative: its header). */
function inEntry(
  repository: string,
  kind: "chunk" | "manifest" | "metadata" | "commit" | "newest commit",
  at: number,
): { file: string; offset: number } {
  const log = readLog(repository);
  const puts = log.filter((entry) => entry.tag === "PUT" && entry.id !== MANIFEST_ID);
  const found = {
    // incompressible files of 50 kB and more: the largest object is file data; the last one before a manifest is the archive
    chunk: () => puts.toSorted((left, right) => right.data.length - left.data.length)[0],
    manifest: () => log.findLast((entry) => entry.id === MANIFEST_ID),
    metadata: () => puts.at(-1),
    commit: () => log.filter((entry) => entry.tag === "COMMIT").at(-2),
    "newest commit": () => log.findLast((entry) => entry.tag === "COMMIT"),
  }[kind]();
  assert.ok(found !== undefined, `no ${kind} in the log`);
  return { file: found.file, offset: dataOffset(found) + at };
}

function dataOffset(entry: LogEntry): number {
  return entry.offset + HEADER_SIZE + (entry.tag === "COMMIT" ? 0 : 32);
}
