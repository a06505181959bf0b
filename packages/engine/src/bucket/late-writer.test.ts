/** A writer that sleeps at any of its requests, and wakes up when somebody else has worked meanwhile. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { MANIFEST_ID } from "@coffer/format/segment";
import { seededRandomBytes, testContext } from "@coffer/testkit/context";
import { HeedlessStore } from "@coffer/testkit/object-store-suite";
import { CheckingStore, MemoryObjectStore } from "../object-store/index.ts";
import type { GetOptions, ObjectStore, PutOptions } from "../object-store/index.ts";
import type { Repository } from "../repository/index.ts";
import { createBucketRepository, openBucketRepository } from "./bucket-repository.ts";

type Context = ReturnType<typeof testContext>;

/** Calls somebody before one of its requests; nothing more is done if that fails. */
class PausingStore implements ObjectStore {
  readonly location: string;
  readonly hasConditions: boolean;
  readonly #store: ObjectStore;
  readonly #at: number;
  readonly #pause: () => Promise<void>;
  requests = 0;
  /** Whether there are no answers after the pause any more. */
  #isGone = false;
  /** Resolves when the pause is over; requests that were under way with it go on meanwhile. */
  paused: Promise<void> = Promise.resolve();

  constructor(store: ObjectStore, at: number, pause: () => Promise<void>) {
    this.location = store.location;
    this.hasConditions = store.hasConditions;
    this.#store = store;
    this.#at = at;
    this.#pause = pause;
  }

  async get(key: string, options?: GetOptions): ReturnType<ObjectStore["get"]> {
    await this.#turn();
    return this.#store.get(key, options);
  }

  async head(key: string): ReturnType<ObjectStore["head"]> {
    await this.#turn();
    return this.#store.head(key);
  }

  async put(key: string, parts: readonly Uint8Array[], options?: PutOptions): ReturnType<ObjectStore["put"]> {
    await this.#turn();
    return this.#store.put(key, parts, options);
  }

  async delete(keys: readonly string[]): Promise<void> {
    await this.#turn();
    await this.#store.delete(keys);
  }

  async *list(prefix: string): ReturnType<ObjectStore["list"]> {
    await this.#turn();
    yield* this.#store.list(prefix);
  }

  close(): void {
    this.#store.close();
  }

  async #turn(): Promise<void> {
    this.requests += 1;
    if (this.#isGone) throw new Error("dead");
    if (this.requests !== this.#at) return;
    this.paused = this.#pause();
    this.#isGone = await this.paused.then(
      () => false,
      () => true,
    );
    if (this.#isGone) throw new Error("dead");
  }
}

const id = (name: string, number: number): Uint8Array => {
  const bytes = new Uint8Array(32).fill(number + 1);
  bytes.set(new TextEncoder().encode(name));
  return bytes;
};

/** A bucket with a repository, and hosts that live by its clock. */
class World {
  readonly clock: Context["clock"] = testContext().clock;
  readonly #bucket: ObjectStore;
  readonly #hasConditions: boolean;
  readonly store: ObjectStore;

  private constructor(hasConditions: boolean) {
    const nowMs = (): number => Number(this.clock.nowMicros() / 1000n);
    const Store = hasConditions ? MemoryObjectStore : HeedlessStore;
    this.#hasConditions = hasConditions;
    this.#bucket = new Store("memory://bucket", nowMs);
    this.store = this.#seen(this.#bucket);
  }

  /** The store of a host that pauses: between looking and writing as well, where it must look first. */
  pausing(at: number, pause: () => Promise<void>): { readonly pauses: PausingStore; readonly store: ObjectStore } {
    const pauses = new PausingStore(this.#bucket, at, pause);
    return { pauses, store: this.#seen(pauses) };
  }

  #seen(store: ObjectStore): ObjectStore {
    return this.#hasConditions ? store : new CheckingStore(store);
  }

  context(hostid: string): Context {
    const randomBytes = seededRandomBytes(`${hostid} ${this.clock.nowMicros()}`);
    return testContext({ identity: { hostid, pid: process.pid }, clock: this.clock, randomBytes });
  }

  static async make(hasConditions: boolean): Promise<World> {
    const world = new World(hasConditions);
    const repository = await createBucketRepository(world.store, {}, world.context("maker"));
    for (let number = 0; number < 4; number++) await repository.put(id("base", number), new Uint8Array(100));
    await repository.commit();
    await repository.close();
    return world;
  }

  async open(hostid: string, store: ObjectStore = this.store): Promise<Repository> {
    return openBucketRepository(store, { exclusive: true }, this.context(hostid));
  }

  /** Names of what is there: each with its four objects, or with none of them. */
  async assertWhole(): Promise<Set<string>> {
    const repository = await openBucketRepository(this.store, {}, this.context("reader"));
    const found = new Set<string>();
    for (const name of ["early", "late"]) {
      const has = await Promise.all([0, 1, 2, 3].map((number) => repository.has(id(name, number))));
      assert.equal(new Set(has).size, 1, `${name}: all or nothing`);
      if (has[0] === true) found.add(name);
    }
    assert.equal(await repository.has(id("base", 0)), false, "somebody has deleted it");
    assert.equal(await repository.check({}), true);
    await repository.close();
    return found;
  }
}

/** Puts four objects in as many segments, deletes one of before, and commits. */
async function work(repository: Repository, name: string, options: { compact: boolean }): Promise<void> {
  try {
    for (let number = 0; number < 4; number++) {
      await repository.put(id(name, number), new Uint8Array(50).fill(number));
      await repository.closeSegment();
    }
    if (await repository.has(id("base", 0))) await repository.delete(id("base", 0));
    // ends up in one segment with the COMMIT, where conditions hold
    await repository.put(MANIFEST_ID, new TextEncoder().encode(name));
    await repository.commit({ compact: options.compact, threshold: 0 });
  } finally {
    await repository.close();
  }
}

for (const [how, meanwhile] of [
  ["longer than its lease lasts", (world: World): Promise<void> => Promise.resolve(world.clock.advance(420_000))],
  [
    "and its lock is broken",
    async (world: World): Promise<void> => {
      const repository = await openBucketRepository(world.store, { lock: false }, world.context("breaker"));
      await repository.breakLock();
      await repository.close();
    },
  ],
] as const) {
  for (const compact of [false, true]) {
    for (const hasConditions of [true, false]) {
      const what = `${how}; another one ${compact ? "compacts" : "writes"}${hasConditions ? "" : ", without conditions"}`;
      test(`a writer sleeps at any request, ${what}`, async () => {
        const outcomes = new Set<string>();
        for (let at = 1; ; at++) {
          const outcome = await raceAt(at, { hasConditions, compact, meanwhile });
          if (outcome === undefined) break;
          outcomes.add(outcome);
        }
        assert.deepEqual([...outcomes].sort(), ["lost", "won"]);
      });
    }
  }
}

interface Race {
  readonly hasConditions: boolean;
  readonly compact: boolean;
  readonly meanwhile: (world: World) => Promise<void>;
}

/** @returns What became of a writer that sleeps at one of its requests; `undefined` if it has not so many. */
async function raceAt(at: number, { hasConditions, compact, meanwhile }: Race): Promise<"won" | "lost" | undefined> {
  const world = await World.make(hasConditions);
  const { pauses, store } = world.pausing(at, async () => {
    await meanwhile(world);
    await work(await world.open("early"), "early", { compact });
  });
  const late = await world
    .open("late", store)
    .then((repository) => work(repository, "late", { compact }))
    .then(
      () => true,
      () => false,
    );
  if (pauses.requests < at) return undefined;
  await pauses.paused;
  const found = await world.assertWhole();
  assert.ok(found.has("early"), `request ${at}: who came meanwhile is there`);
  if (late) assert.ok(found.has("late"), `request ${at}: who was told that he has won is there`);
  // the next one is not hindered by anything
  world.clock.advance(420_000);
  await work(await world.open("next"), "next", { compact: true });
  await world.assertWhole();
  return late ? "won" : "lost";
}

for (const hasConditions of [true, false]) {
  test(`a writer dies at any request, ${hasConditions ? "with" : "without"} conditions; the next one works`, async () => {
    for (let at = 1; ; at++) {
      const world = await World.make(hasConditions);
      const { pauses, store } = world.pausing(at, () => Promise.reject(new Error("dead")));
      const isDone = await world
        .open("early", store)
        .then((repository) => work(repository, "early", { compact: true }))
        .then(
          () => true,
          () => false,
        );
      if (pauses.requests < at) break;
      world.clock.advance(420_000);
      await work(await world.open("late"), "late", { compact: true });
      const found = await world.assertWhole();
      assert.ok(found.has("late") && (found.has("early") || !isDone), `request ${at}`);
    }
  });
}

test("who wakes up late reserves no nonces", async () => {
  const world = await World.make(true);
  const sleeper = await world.open("late");
  assert.equal(await sleeper.getFreeNonce(), undefined);
  world.clock.advance(420_000);
  const next = await world.open("early");
  await next.commitNonceReservation(1000n, undefined);
  await assert.rejects(sleeper.commitNonceReservation(500n, undefined));
  assert.equal(await next.getFreeNonce(), 1000n);
  await next.close();
});
