import { keyBlobFromText } from "@coffer/format/keys";
import type { EngineContext } from "../context/index.ts";
import type { Repository } from "../repository/index.ts";
import { KeyDerivation } from "./key-derivation.ts";

/** What can be had of a repository's key before it is known whether it is wanted. */
export interface EarlyKey {
  /** The key that lies in the repository, if there is one. */
  readonly stored: string | undefined;
  readonly derivation: KeyDerivation | undefined;
}

/**
 * Asks for the key that lies in the repository, and begins to derive what opens it where the passphrase is known: either takes tens of
 * milliseconds. With anything unusual about key and passphrase, whoever opens the key has to deal: this never fails.
 */
export async function findEarlyKey(repository: Repository, ctx: EngineContext): Promise<EarlyKey> {
  try {
    const stored = await repository.loadKey();
    return { stored, derivation: stored === undefined ? undefined : beginDerivation(repository, ctx, stored) };
  } catch {
    return { stored: undefined, derivation: undefined };
  }
}

function beginDerivation(repository: Repository, ctx: EngineContext, stored: string): KeyDerivation | undefined {
  const { known } = ctx.passphrases;
  if (known === undefined || stored === "") return undefined;
  try {
    return KeyDerivation.of(repository, ctx, keyBlobFromText(stored), known);
  } catch {
    return undefined;
  }
}
