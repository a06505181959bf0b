import { IntegrityError } from "@coffer/format/errors";
import { isTrouble } from "../object-store/index.ts";
import type { ObjectStore } from "../object-store/index.ts";
import { STORE_KEY } from "./bucket-layout.ts";

const VERSION = 1;
const HOSTS_MAX = 1000;

/** What writers know of the store that a repository lies in: `ctl/store`. @see docs/formats/bucket.md */
export interface StoreRecord {
  /** Whether conditions were found to hold. */
  readonly hasConditions: boolean;
  /** When that was found out, milliseconds since 1970. */
  readonly probedMs: number;
  /** Where conditions do not hold: hosts that have written to the repository, or may. */
  readonly hosts: readonly string[];
}

export async function writeStoreRecord(store: ObjectStore, record: StoreRecord): Promise<void> {
  const { hasConditions, probedMs, hosts } = record;
  const json = { version: VERSION, conditions: hasConditions, probed: new Date(probedMs).toISOString(), hosts };
  await store.put(STORE_KEY, [new TextEncoder().encode(`${JSON.stringify(json)}\n`)]);
}

/** `undefined` if there is none. @throws {IntegrityError} */
export async function readStoreRecord(store: ObjectStore): Promise<StoreRecord | undefined> {
  try {
    return decode((await store.get(STORE_KEY)).bytes);
  } catch (error) {
    if (isTrouble(error, "missing")) return undefined;
    if (!(error instanceof SyntaxError || error instanceof TypeError)) throw error;
    throw new IntegrityError(`${store.location}/${STORE_KEY} is damaged: ${error.message}`);
  }
}

function decode(bytes: Uint8Array): StoreRecord {
  const json = JSON.parse(new TextDecoder().decode(bytes)) as Readonly<Record<string, unknown>> | null;
  const { version, conditions, probed, hosts } = json ?? {};
  const probedMs = typeof probed === "string" ? Date.parse(probed) : NaN;
  const isList = Array.isArray(hosts) && hosts.length <= HOSTS_MAX && hosts.every((host) => typeof host === "string");
  if (version !== VERSION || typeof conditions !== "boolean" || Number.isNaN(probedMs) || !isList) {
    throw new TypeError("not a record of a store");
  }
  return { hasConditions: conditions, probedMs, hosts };
}
