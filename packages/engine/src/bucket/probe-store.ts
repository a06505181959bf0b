import type { EngineContext } from "../context/index.ts";
import { ObjectStoreError } from "../object-store/index.ts";
import type { ObjectStore, PutCondition } from "../object-store/index.ts";
import { PROBE_PREFIX } from "./bucket-layout.ts";
import { wallMs } from "./wall-clock.ts";

/** As many as show a server that looks first and writes then. */
const RACERS = 16;
/** From here on signatures are refused. */
const SKEW_MAX_MS = 15 * 60_000;

/** One thing that a store should be able to do. */
export interface Capability {
  readonly name: string;
  readonly isGiven: boolean;
  /**
   * What it is for: without those that are `needed`, repositories in this store are not safe; without a `condition`, one host alone may
   * write to them; the others are told.
   */
  readonly use: "needed" | "condition" | "told";
  /** What was seen. */
  readonly detail: string;
}

/**
 * Finds out what a store does, and not only what it says: puts, reads and removes some forty small objects below `ctl/probe/`.
 *
 * @throws {ObjectStoreError} If the store cannot be used at all.
 */
export async function probeStore(
  store: ObjectStore,
  ctx: Pick<EngineContext, "randomBytes" | "clock">,
): Promise<Capability[]> {
  const token = Buffer.from(ctx.randomBytes(8)).toString("hex");
  const probe = new Probe(store, `${PROBE_PREFIX}${token}-`);
  try {
    return [
      ...(store.hasConditions ? await probe.tryConditions() : [NO_CONDITIONS]),
      await probe.readRanges(),
      await probe.readAfterWrite(),
      await probe.compareClocks(wallMs(ctx.clock)),
    ];
  } finally {
    await probe.clear();
  }
}

/** What is missing for a use, in words; `undefined` if nothing is. */
export function missingCapabilities(
  capabilities: readonly Capability[],
  wanted: "needed" | "condition",
): string | undefined {
  const missing = capabilities.filter(({ isGiven, use }) => use === wanted && !isGiven);
  return missing.length === 0 ? undefined : missing.map(({ name, detail }) => `${name} (${detail})`).join(", ");
}

const NO_CONDITIONS = verdict("condition", "one of many creates wins", false, "it has no conditional writes");

class Probe {
  readonly #store: ObjectStore;
  readonly #prefix: string;
  readonly #keys = new Set<string>();

  constructor(store: ObjectStore, prefix: string) {
    this.#store = store;
    this.#prefix = prefix;
  }

  async tryConditions(): Promise<Capability[]> {
    return [await this.#raceToCreate(), await this.#raceToReplace(), await this.#refuseStale()];
  }

  async #raceToCreate(): Promise<Capability> {
    const winners = await this.#race("create", { ifAbsent: true });
    return verdict("condition", "one of many creates wins", winners === 1, `${winners} of ${RACERS} at the same time`);
  }

  async #raceToReplace(): Promise<Capability> {
    const { etag } = await this.#put("replace", "first");
    const winners = await this.#race("replace", { ifMatch: etag });
    return verdict(
      "condition",
      "one of many replacements wins",
      winners === 1,
      `${winners} of ${RACERS} at the same time`,
    );
  }

  async #refuseStale(): Promise<Capability> {
    const { etag } = await this.#put("stale", "first");
    await this.#put("stale", "second");
    const isTaken = await this.#wins("stale", { ifMatch: etag }, "third");
    return verdict("condition", "old etags are refused", !isTaken, isTaken ? "one was accepted" : "refused");
  }

  async readRanges(): Promise<Capability> {
    const { key } = await this.#put("range", "0123456789");
    const { bytes, size } = await this.#store.get(key, { range: { offset: 3, length: 4 } });
    const found = Buffer.from(bytes).toString("latin1");
    return verdict("needed", "ranges", found === "3456" && size === 10, `${bytes.length} bytes of 4`);
  }

  async readAfterWrite(): Promise<Capability> {
    const { key } = await this.#put("seen", "first");
    await this.#put("seen", "second one");
    const isRead = Buffer.from((await this.#store.get(key)).bytes).toString() === "second one";
    const listed = await Array.fromAsync(this.#store.list(key), ({ key: found }) => found);
    await this.#store.delete([key]);
    const isGone = (await this.#store.head(key)) === undefined;
    const faults = [isRead ? [] : ["read"], listed.includes(key) ? [] : ["list"], isGone ? [] : ["delete"]].flat();
    return verdict(
      "needed",
      "what was written is seen at once",
      faults.length === 0,
      faults.join(", ") || "read, list, delete",
    );
  }

  async compareClocks(nowMs: number): Promise<Capability> {
    const { serverMs } = await this.#put("clock", "");
    const skewMs = Math.abs(serverMs - nowMs);
    const detail = `${Math.round(skewMs / 1000)} s apart`;
    return verdict("told", "clocks agree", skewMs < SKEW_MAX_MS, detail);
  }

  async clear(): Promise<void> {
    await this.#store.delete([...this.#keys]);
  }

  /** @returns How many of several puts under the same condition have succeeded. */
  async #race(name: string, condition: PutCondition): Promise<number> {
    const racers = Array.from({ length: RACERS }, (_, at) => this.#wins(name, condition, `racer ${at}`));
    return (await Promise.all(racers)).filter(Boolean).length;
  }

  async #wins(name: string, condition: PutCondition, content: string): Promise<boolean> {
    try {
      await this.#put(name, content, condition);
      return true;
    } catch (error) {
      // some do not know the header, and say so
      const isRefused = error instanceof ObjectStoreError && ["unmet", "conflict", "refused"].includes(error.trouble);
      if (!isRefused) throw error;
      return false;
    }
  }

  async #put(
    name: string,
    content: string,
    condition?: PutCondition,
  ): Promise<{ key: string; etag: string; serverMs: number }> {
    const key = this.#prefix + name;
    this.#keys.add(key);
    const bytes = new TextEncoder().encode(content);
    return { key, ...(await this.#store.put(key, [bytes], { condition })) };
  }
}

function verdict(use: Capability["use"], name: string, isGiven: boolean, detail: string): Capability {
  return { name, isGiven, use, detail };
}
