import { isMissing } from "../storage/index.ts";
import type { Storage } from "../storage/index.ts";

/** A file of a storage; `undefined` if there is none. */
export async function readIfThere(storage: Storage, name: string): Promise<Uint8Array | undefined> {
  try {
    return await storage.read(name);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
