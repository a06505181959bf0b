import { CacheConfig } from "../session/index.ts";
import type { Session } from "../session/index.ts";
import { AdHocCache } from "./ad-hoc-cache.ts";
import type { Cache } from "./cache.ts";
import { LocalCache } from "./local-cache.ts";
import type { LocalCacheOptions } from "./local-cache.ts";

export interface CacheOptions extends LocalCacheOptions {
  /** `--no-cache-sync`: rather no counts at all than a sync. A local cache that is up to date is used all the same. */
  readonly permitAdhocCache?: boolean;
}

/**
 * Opens the cache of a repository. The caller closes it.
 *
 * @throws {LockTimeout} If another process has it.
 * @throws The errors of the security checks, see `SecurityManager`; of a sync, see `syncChunks`.
 */
export async function openCache(session: Session, options: CacheOptions = {}): Promise<Cache> {
  if (options.permitAdhocCache === true && !(await isInSync(session))) return AdHocCache.open(session);
  return LocalCache.open(session, options);
}

async function isInSync(session: Session): Promise<boolean> {
  const config = new CacheConfig(session.repository, session.ctx);
  if (!(await config.exists())) return false;
  await config.lock();
  try {
    return (await config.load()) && config.manifestId === session.manifestIdHex;
  } finally {
    await config.unlock();
  }
}
