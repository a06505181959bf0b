import type { EngineContext } from "../context/index.ts";
import { CheckingStore, isTrouble, ObjectStoreError } from "../object-store/index.ts";
import type { ObjectStore } from "../object-store/index.ts";
import { REPOSITORY_PREFIX } from "./bucket-layout.ts";
import { missingCapabilities, probeStore } from "./probe-store.ts";
import { readStoreRecord, writeStoreRecord } from "./store-record.ts";
import type { StoreRecord } from "./store-record.ts";
import { wallMs } from "./wall-clock.ts";

/** Servers are updated, and change what they do: they are probed again so often. */
const PROBE_EVERY_MS = 7 * 24 * 3_600_000;

export type PrepareContext = Pick<EngineContext, "ask" | "clock" | "identity" | "randomBytes" | "reporter">;

/** A store that writers may use. */
export interface PreparedStore {
  /** Which says rightly whether conditions hold. */
  readonly store: ObjectStore;
  /** Keeps what was found out, for the next ones. To be called by whoever has the lock. */
  remember(): Promise<void>;
}

/**
 * Finds out how a store can be written to safely: by what is remembered of it, or by a probe, the first time and each week. Where
 * conditions do not hold, a host that has not written there before is let in only if somebody says so.
 *
 * @param isNew A repository is to be made. Else nothing is written where there is none.
 * @throws {ObjectStoreError} `unsafe`: nobody can write there safely; `shared`: another host writes there.
 */
export async function prepareStore(store: ObjectStore, isNew: boolean, ctx: PrepareContext): Promise<PreparedStore> {
  const before = await readStoreRecord(store);
  const isThere = isNew || before !== undefined || (await store.head(`${REPOSITORY_PREFIX}config`)) !== undefined;
  if (!isThere) return { store, remember: () => Promise.resolve() };
  const probed = isRecent(before, ctx) ? before : await (isNew ? probe : probeAgain)(store, before, ctx);
  if (probed.hasConditions) return { store, remember: () => rememberChange(store, before, probed) };
  const hosts = await admit(store, probed.hosts, ctx);
  const record = { ...probed, hosts };
  return { store: new CheckingStore(store), remember: () => rememberChange(store, before, record) };
}

function isRecent(record: StoreRecord | undefined, ctx: PrepareContext): record is StoreRecord {
  return record !== undefined && Math.abs(wallMs(ctx.clock) - record.probedMs) < PROBE_EVERY_MS;
}

/** Who may write, but not remove, cannot probe: what was found before holds for him. */
async function probeAgain(
  store: ObjectStore,
  before: StoreRecord | undefined,
  ctx: PrepareContext,
): Promise<StoreRecord> {
  try {
    return await probe(store, before, ctx);
  } catch (error) {
    if (!isTrouble(error, "denied")) throw error;
    return before ?? { hasConditions: store.hasConditions, probedMs: 0, hosts: [] };
  }
}

async function probe(store: ObjectStore, before: StoreRecord | undefined, ctx: PrepareContext): Promise<StoreRecord> {
  const capabilities = await probeStore(store, ctx);
  const detail = missingCapabilities(capabilities, "needed");
  if (detail !== undefined) throw new ObjectStoreError("unsafe", store.location, { detail });
  const missing = missingCapabilities(capabilities, "condition");
  if (missing !== undefined && before?.hasConditions !== false) warnOfOneHost(store.location, missing, ctx);
  return { hasConditions: missing === undefined, probedMs: wallMs(ctx.clock), hosts: before?.hosts ?? [] };
}

/** @returns The hosts that may write, and ours. */
async function admit(store: ObjectStore, hosts: readonly string[], ctx: PrepareContext): Promise<readonly string[]> {
  const { hostid } = ctx.identity;
  if (hosts.includes(hostid)) return hosts;
  if (hosts.length === 0) return [hostid];
  const message =
    `Warning: ${store.location} has been written to from ${hosts.join(", ")}, and its store has no conditional writes. ` +
    "Hosts that write there at the same time may lose archives of each other.\nDo you want to continue? [yN] ";
  const isAllowed = await ctx.ask({
    message,
    falseMessage: "Aborting.",
    invalidMessage: "Invalid answer, aborting.",
    retry: false,
    environmentName: "COFFER_UNSAFE_LOCK_IS_OK",
    msgid: "COFFER_UNSAFE_LOCK_IS_OK",
  });
  if (!isAllowed) {
    const detail = "COFFER_UNSAFE_LOCK_IS_OK=yes allows this host as well";
    throw new ObjectStoreError("shared", store.location, { detail });
  }
  return [...hosts, hostid];
}

async function rememberChange(store: ObjectStore, before: StoreRecord | undefined, record: StoreRecord): Promise<void> {
  const isKnown = before?.probedMs === record.probedMs && before.hosts === record.hosts;
  if (!isKnown) await writeStoreRecord(store, record);
}

function warnOfOneHost(location: string, missing: string, { reporter }: PrepareContext): void {
  const message =
    `${location}: conditional writes do not work in this store: ${missing}. ` +
    "Repositories there are safe as long as all who write to them are on one and the same host.";
  reporter.log({ level: "warning", name: "coffer.storage", message });
}
