/** What the commands of one run leave to one another: it is used, and only where it still holds. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { DEFAULT_CHUNKER_PARAMS } from "@coffer/format/chunker";
import { parseCompressionSpec } from "@coffer/format/compression";
import { seededRandomBytes, testContext } from "@coffer/testkit/context";
import { RunMemory } from "../context/index.ts";
import type { EngineContext } from "../context/index.ts";
import { check } from "./check.ts";
import { compact } from "./compact.ts";
import { create } from "./create.ts";
import { init } from "./init.ts";
import { listRepository } from "./list.ts";
import { prune } from "./prune.ts";
import type { LocalTime } from "./prune-periods.ts";

const INDEX = /^repository\/index\.\d+$/;
const CHUNKS = /^us\/cache\/[^/]+\/chunks$/;
/** What is said of either when it was read and is not what was written. */
const DAMAGED = /Discarding incompatible or corrupted cache|Repository index missing or corrupted/;

/** A source, a repository, and clients that each have a run and folders of their own. */
class Place {
  readonly folder: string;
  readonly repository: string;
  #archives = 0;

  private constructor(context: TestContext) {
    this.folder = mkdtempSync(join(tmpdir(), "coffer-run-memory-"));
    context.after(() => rmSync(this.folder, { recursive: true, force: true }));
    this.repository = join(this.folder, "repository");
    mkdirSync(join(this.folder, "source"));
    this.change();
  }

  static async make(context: TestContext): Promise<Place> {
    const place = new Place(context);
    const ctx = place.client("us", undefined);
    await init({ repository: place.repository, encryption: "repokey-blake2", keyFileName: "key" }, ctx);
    return place;
  }

  change(): void {
    const random = seededRandomBytes(String(this.#archives));
    for (let number = 0; number < 20; number += 1) {
      writeFileSync(join(this.folder, "source", `file-${number}`), random(1000));
    }
  }

  client(name: string, memory: RunMemory | undefined): ReturnType<typeof testContext> {
    const below = (part: string): string => join(this.folder, name, part);
    const ctx = testContext({
      memory,
      cwd: this.folder,
      folders: {
        base: below(""),
        config: below("config"),
        keys: below("keys"),
        security: below("security"),
        cache: below("cache"),
      },
      passphrases: {
        configured: () => Promise.resolve("secret"),
        known: "secret",
        prompt: () => Promise.reject(new Error("nobody to ask")),
        fresh: () => Promise.resolve("secret"),
      },
    });
    ctx.clock.advance(3_600_000 * (this.#archives + 1));
    return ctx;
  }

  async create(ctx: EngineContext): Promise<void> {
    this.#archives += 1;
    this.change();
    const archive = `a${this.#archives}`;
    const compression = parseCompressionSpec("none");
    const paths = [join(this.folder, "source")];
    const chunker = DEFAULT_CHUNKER_PARAMS;
    await create({ repository: this.repository, archive, paths, compression, chunker, cmdline: [] }, ctx);
  }

  /** Keeps the youngest archive. */
  async prune(ctx: EngineContext): Promise<void> {
    const localTime = (): LocalTime => ({ year: 2026, month: 1, day: 1, hour: 0, minute: 0, second: 0 });
    await prune({ repository: this.repository, rules: { yearly: 1 }, localTime }, ctx);
  }

  /** Changes a byte of files on disk; what vouches for them stays. */
  spoil(name: RegExp): void {
    const files = readdirSync(this.folder, { recursive: true, encoding: "utf8" }).filter((each) => name.test(each));
    assert.notEqual(files.length, 0);
    for (const file of files) {
      const path = join(this.folder, file);
      const bytes = readFileSync(path);
      bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 0xff;
      writeFileSync(path, bytes);
    }
  }

  async assertSound(): Promise<void> {
    const ctx = this.client("judge", undefined);
    assert((await check({ repository: this.repository, verifyData: true }, ctx)).isSound);
  }
}

test("prune uses the index and the chunks that create has left in memory", async (context) => {
  const place = await Place.make(context);
  const us = place.client("us", new RunMemory());
  await place.create(us);
  await place.create(us);
  place.spoil(INDEX);
  place.spoil(CHUNKS);
  await place.prune(us);
  assert.doesNotMatch(us.reporter.messages().join("\n"), DAMAGED);
  await place.assertSound();
});

for (const [what, forget] of [
  ["in another run", (): EngineContext["memory"] => new RunMemory()],
  ["once the memory was cleared", (memory: RunMemory): EngineContext["memory"] => (memory.clear(), memory)],
  ["without a memory", (): EngineContext["memory"] => undefined],
] as const) {
  test(`prune reads index and chunks ${what}`, async (context) => {
    const place = await Place.make(context);
    const memory = new RunMemory();
    await place.create(place.client("us", memory));
    place.spoil(INDEX);
    place.spoil(CHUNKS);
    const us = place.client("us", forget(memory));
    await place.prune(us);
    assert.equal(us.reporter.messages().filter((message) => DAMAGED.test(message)).length, 2);
    await place.assertSound();
  });
}

test("what another client has written in between is seen", async (context) => {
  const place = await Place.make(context);
  const us = place.client("us", new RunMemory());
  const other = place.client("other", new RunMemory());
  for (let round = 0; round < 2; round += 1) {
    await place.create(us);
    await place.create(other);
    await place.prune(us);
    await compact({ repository: place.repository, threshold: 0 }, other);
    await place.create(us);
    await compact({ repository: place.repository, threshold: 0 }, us);
    await place.prune(other);
    await place.assertSound();
  }
  const names: string[] = [];
  await listRepository({ repository: place.repository }, us, ({ name }) => void names.push(name));
  assert.deepEqual(names, ["a6"]);
});

test("a repository that was put back to an older state is not taken for the one in memory", async (context) => {
  const place = await Place.make(context);
  const memory = new RunMemory();
  await place.create(place.client("us", memory));
  const older = join(place.folder, "older");
  cpSync(place.repository, older, { recursive: true });
  await place.create(place.client("us", memory));
  rmSync(place.repository, { recursive: true });
  cpSync(older, place.repository, { recursive: true });
  const judge = place.client("judge", memory);
  const names: string[] = [];
  await listRepository({ repository: place.repository }, judge, ({ name }) => void names.push(name));
  assert.deepEqual(names, ["a1"]);
});

test("check looks at the disk, whatever is in memory", async (context) => {
  const place = await Place.make(context);
  const us = place.client("us", new RunMemory());
  await place.create(us);
  place.spoil(INDEX);
  await check({ repository: place.repository }, us);
  assert.match(us.reporter.messages().join("\n"), DAMAGED);
});
