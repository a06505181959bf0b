import { IntegrityError, UnsupportedPayloadError } from "@coffer/format/errors";
import type { EngineContext } from "../../context/index.ts";
import type { Repository } from "../../repository/index.ts";
import { NonceReservation, SecurityManager, unlockKey } from "../../session/index.ts";
import type { UnlockedKey } from "../../session/index.ts";

/** The key of a repository whose manifest may be lost. */
export interface FoundKey {
  readonly unlocked: UnlockedKey;
  readonly security: SecurityManager;
  readonly nonces: NonceReservation;
}

/**
 * Unlocks the key by any object whose type byte is known: the first of `ids` that is sound.
 *
 * @throws {IntegrityError} If none of `ids` can be read and names a key type.
 * @throws The errors of `unlockKey`.
 */
export async function findKey(
  repository: Repository,
  ctx: EngineContext,
  ids: readonly Uint8Array[],
): Promise<FoundKey> {
  const security = new SecurityManager(repository, ctx);
  const tamRequired = security.isTamRequired();
  let attempts = 0;
  for (const id of ids) {
    attempts += 1;
    try {
      const envelope = await repository.get(id);
      const unlocked = await unlockKey(repository, ctx, envelope[0] ?? -1, tamRequired);
      const start = unlocked.key.nonceAfterManifest(envelope);
      return { unlocked, security, nonces: new NonceReservation(repository, security.folder, start) };
    } catch (error) {
      if (!(error instanceof UnsupportedPayloadError || error instanceof IntegrityError)) throw error;
    }
  }
  throw new IntegrityError(`make_key: failed to create the key (tried ${attempts} chunks)`);
}
