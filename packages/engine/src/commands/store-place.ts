import { prepareStore } from "../bucket/index.ts";
import type { EngineContext } from "../context/index.ts";
import { CheckingStore, RcloneObjectStore, RetryingStore, S3ObjectStore } from "../object-store/index.ts";
import type { ObjectStore, RclonePlace, S3Place } from "../object-store/index.ts";

/** A place in an object store. */
export type BucketPlace = S3Place | RclonePlace;

/** The store in which a place lies, as its root. */
export function storeAt(place: BucketPlace, ctx: EngineContext): ObjectStore {
  if ("bucket" in place) {
    const settings = { ...(ctx.s3Settings ?? { isPathStyle: false }), meter: ctx.requests };
    return new RetryingStore(new S3ObjectStore(place, settings), ctx);
  }
  const settings = ctx.rcloneSettings ?? { program: "rclone", environment: {} };
  return new CheckingStore(new RetryingStore(new RcloneObjectStore(place, settings, ctx), ctx));
}

/** Opens something whose store lives as long as it does. @param open Is told what to call at the end of all. */
export async function inStoreAt<T>(
  place: BucketPlace,
  ctx: EngineContext,
  open: (store: ObjectStore, afterClose: () => void) => Promise<T>,
): Promise<T> {
  const store = storeAt(place, ctx);
  try {
    return await open(store, () => store.close());
  } catch (error) {
    store.close();
    throw error;
  }
}

/** Opens something to write to it, in a store that is prepared for that. @throws The errors of `prepareStore` and of `open`. */
export async function openPrepared<T extends { close(): Promise<void> }>(
  store: ObjectStore,
  isNew: boolean,
  ctx: EngineContext,
  open: (store: ObjectStore) => Promise<T>,
): Promise<T> {
  const prepared = await prepareStore(store, isNew, ctx);
  const opened = await open(prepared.store);
  try {
    await prepared.remember();
    return opened;
  } catch (error) {
    await opened.close();
    throw error;
  }
}
