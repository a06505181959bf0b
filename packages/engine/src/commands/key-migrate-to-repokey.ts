import { decompress } from "@coffer/format/compression";
import { IntegrityError, PasswordRetriesExceeded } from "@coffer/format/errors";
import { Key, PASSPHRASE_TYPE_BYTE, secretsFromPassphrase } from "@coffer/format/keys";
import type { KeySecrets } from "@coffer/format/keys";
import type { EngineContext } from "../context/index.ts";
import type { Repository } from "../repository/index.ts";
import { readManifestObject, sealKey } from "../session/index.ts";
import { withRepository } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

/** Passphrases that are tried. */
const ATTEMPTS_MAX = 2;

/**
 * Gives a repository of the "passphrase" mode, which ended with Borg 1.0, a key that is stored in it. The secrets stay; their
 * passphrase can be changed from then on. Durable on return.
 *
 * @throws {NoManifestError}
 * @throws {PasswordRetriesExceeded} If no passphrase opens the repository, or it is not of that mode; nothing was changed.
 */
export function migrateToRepokey(options: RepositoryTarget, ctx: EngineContext): Promise<void> {
  return withRepository(options, ctx, { exclusive: false }, async (repository) => {
    const secrets = await deriveSecrets(repository, ctx);
    await repository.saveKey(sealKey(secrets, await ctx.passphrases.fresh(), ctx));
  });
}

async function deriveSecrets(repository: Repository, ctx: EngineContext): Promise<KeySecrets> {
  const manifest = await readManifestObject(repository);
  const ask = (): Promise<string> => ctx.passphrases.prompt(`Enter passphrase for ${repository.location}: `);
  let passphrase = (await ctx.passphrases.configured()) ?? (await ask());
  for (let attempt = 1; attempt <= ATTEMPTS_MAX; attempt += 1) {
    const secrets = secretsFromPassphrase(passphrase, repository.id);
    if (manifest[0] === PASSPHRASE_TYPE_BYTE && opens(secrets, manifest)) return secrets;
    passphrase = await ask();
  }
  throw new PasswordRetriesExceeded();
}

function opens(secrets: KeySecrets, manifest: Uint8Array): boolean {
  try {
    decompress(new Key(secrets).open(manifest));
    return true;
  } catch (error) {
    if (error instanceof IntegrityError) return false;
    throw error;
  }
}
