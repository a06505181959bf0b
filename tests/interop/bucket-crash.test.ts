/** A writer that dies at any of its requests to a bucket leaves what the real borg takes for sound, and what the next command mends. */
import assert from "node:assert/strict";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { check, compact, create, deleteArchives, init, listRepository } from "@coffer/engine/commands";
import type { EngineContext } from "@coffer/engine/context";
import { DEFAULT_CHUNKER_PARAMS } from "@coffer/format/chunker";
import { parseCompressionSpec } from "@coffer/format/compression";
import { checkRepositories, Client, temporaryFolder } from "@coffer/testkit/borg";
import { FakeClock, seededRandomBytes, testContext } from "@coffer/testkit/context";
import { S3Simulator } from "@coffer/testkit/s3";
import type { LoggedRequest } from "@coffer/testkit/s3";
import { needBorg } from "./support/index.ts";

const { skip, borg } = needBorg();
/** No process has it, so that the lock of such a one is anybody's on the same host. */
const DEAD_PID = 2 ** 22 + 1;
const repository = { bucket: "bucket", prefix: "r", profile: undefined, location: "s3://bucket/r" };
const READS = new Set(["GetObject", "HeadObject", "ListObjectsV2"]);
let contexts = 0;

/** Of a host that dies while it waits for an answer: each pause outlasts its patience. */
class DyingClock extends FakeClock {
  override sleep(): Promise<void> {
    return super.sleep(3_600_000);
  }
}

type Work = (ctx: EngineContext) => Promise<unknown>;

const makeRepository: Work = (ctx) => init({ repository, encryption: "none", keyFileName: "key" }, ctx);

/** A server, the folder that is backed up, and clients that come and go. */
class World {
  readonly folder: string;
  readonly simulator: S3Simulator;
  /** Of the client; copied for each run, as a client that has seen a newer state would refuse the older one. */
  readonly home: string;

  private constructor(folder: string, simulator: S3Simulator) {
    this.folder = folder;
    this.simulator = simulator;
    this.home = join(folder, "home");
  }

  static async make(context: TestContext): Promise<World> {
    const world = new World(temporaryFolder(context, { inMemory: 200_000_000 }), await S3Simulator.start(context));
    world.simulator.addBucket("bucket");
    mkdirSync(world.home);
    world.change(0);
    return world;
  }

  change(number: number): void {
    mkdirSync(join(this.folder, "source"), { recursive: true });
    const random = seededRandomBytes(`content ${number}`);
    for (const name of ["a", "b"]) writeFileSync(join(this.folder, "source", name), random(3000));
  }

  /** The context of a process of the same host, with `home` as its own. */
  context(pid: number, home = this.home): EngineContext {
    const below = (part: string): string => join(home, part);
    contexts += 1;
    return testContext({
      identity: { hostid: "host", pid },
      clock: pid === DEAD_PID ? new DyingClock() : new FakeClock(),
      folders: {
        base: home,
        config: below("config"),
        keys: below("keys"),
        security: below("security"),
        cache: below("cache"),
      },
      cwd: this.folder,
      ask: () => Promise.resolve(true),
      randomBytes: seededRandomBytes(`context ${contexts}`),
      s3Settings: {
        endpoint: this.simulator.endpoint,
        region: "eu-test-1",
        isPathStyle: true,
        credentials: this.simulator.credentials,
      },
    });
  }

  copyHome(): string {
    const copy = mkdtempSync(join(this.folder, "home-"));
    cpSync(this.home, copy, { recursive: true });
    return copy;
  }

  create(archive: string): Work {
    const compression = parseCompressionSpec("none");
    const options = {
      repository,
      archive,
      paths: ["source"],
      compression,
      chunker: DEFAULT_CHUNKER_PARAMS,
      cmdline: [],
    };
    return (ctx) => create(options, ctx);
  }

  /** What is in the bucket, without contents that differ from run to run. */
  get state(): string {
    const sizes = this.simulator.keys("bucket").map((key) => {
      const size = this.simulator.read("bucket", key)?.length ?? 0;
      // which of the keys of a probe are left, and what their random names are, makes no state of its own
      if (key.startsWith("r/ctl/probe/")) return "a probe";
      return key.startsWith("r/ctl/") ? key : `${key}=${size}`;
    });
    return [...new Set(sizes)].join("\n");
  }
}

async function archivesOf(ctx: EngineContext): Promise<string[]> {
  const names: string[] = [];
  await listRepository({ repository }, ctx, ({ name }) => void names.push(name));
  return names.sort();
}

interface Expected {
  /** Archives before and after the command. `undefined` before: there need not be a repository. */
  readonly before: readonly string[] | undefined;
  readonly after: readonly string[];
}

/** Runs `work` again and again, and has it die at each request, before and after it takes effect. */
async function crashEverywhere(world: World, work: Work, expected: Expected): Promise<void> {
  assert.ok(borg !== undefined);
  const { simulator } = world;
  simulator.copyBucket("bucket", "base");
  const seen = new Set<string>();
  const copies: string[] = [];
  let isOver = false;
  for (let last = 1; !isOver; last++) {
    for (const kind of ["drop", "drop-after"] as const) {
      simulator.copyBucket("base", "bucket");
      const home = world.copyHome();
      const start = simulator.log.length;
      let dying: LoggedRequest | undefined;
      simulator.inject({
        when: (request) => {
          if (request.number === start + last) dying = request;
          return request.number === start + last;
        },
        action: { kind },
      });
      simulator.inject({ when: ({ number }) => number > start + last, action: { kind: "drop" } });
      const ended = await work(world.context(DEAD_PID, home)).then(
        () => "done",
        () => "dead",
      );
      simulator.clearFaults();
      isOver = dying === undefined;
      if (isOver) assert.equal(ended, "done");
      if (!seen.has(world.state)) {
        seen.add(world.state);
        const copy = join(world.folder, `copy-${copies.length}`);
        simulator.download("bucket", "r/repo/", copy);
        const found = await recover(world, home, expected);
        if (found !== undefined) copies.push(copy);
        else rmSync(copy, { recursive: true, force: true });
      }
      rmSync(home, { recursive: true });
      if (isOver || READS.has(dying?.operation ?? "")) break;
    }
  }
  assert.ok(seen.size >= 4, `only ${seen.size} states`);
  const verdicts = await checkRepositories(borg, new Client(join(world.folder, "judge")), copies);
  for (const [at, { codes, archives }] of verdicts.entries()) {
    assert.deepEqual(new Set(codes), new Set([0]), `copy ${at}`);
    assertKnown(archives.toSorted(), expected);
  }
  simulator.copyBucket("base", "bucket");
}

/** The next command works by itself. @returns What it has found; `undefined` if there was no repository. */
async function recover(world: World, home: string, expected: Expected): Promise<readonly string[] | undefined> {
  const ctx = world.context(process.pid, home);
  const found = await archivesOf(ctx).catch((error: unknown) => {
    if (expected.before === undefined) return undefined;
    throw error;
  });
  if (found === undefined) await makeRepository(ctx);
  else assertKnown(found, expected);
  await world.create("next")(ctx);
  assert.deepEqual(await archivesOf(ctx), [...(found ?? []), "next"].sort());
  assert.equal((await check({ repository, verifyData: true }, ctx)).isSound, true);
  return found;
}

function assertKnown(archives: readonly string[], { before, after }: Expected): void {
  const isKnown = [before, after].some((one) => one?.join() === archives.join());
  assert.ok(isKnown, `found ${archives.join()}, not ${before?.join()} nor ${after.join()}`);
}

const TIMEOUT = { timeout: 600_000 };

test("init that dies at any request", { skip, ...TIMEOUT }, async (context) => {
  const world = await World.make(context);
  await crashEverywhere(world, makeRepository, { before: undefined, after: [] });
});

test("create, delete and compact that die at any request", { skip, ...TIMEOUT }, async (context) => {
  const world = await World.make(context);
  const alive = world.context(process.pid);
  await makeRepository(alive);
  await world.create("first")(alive);
  world.change(1);
  await crashEverywhere(world, world.create("second"), { before: ["first"], after: ["first", "second"] });
  await world.create("second")(alive);
  const drop: Work = (ctx) => deleteArchives({ repository, archives: ["first"] }, ctx);
  await crashEverywhere(world, drop, { before: ["first", "second"], after: ["second"] });
  await drop(alive);
  const shrink: Work = (ctx) => compact({ repository, threshold: 0 }, ctx);
  await crashEverywhere(world, shrink, { before: ["second"], after: ["second"] });
});
