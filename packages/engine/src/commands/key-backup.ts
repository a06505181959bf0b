import { UnencryptedRepo } from "@coffer/format/errors";
import { keyTypeByByte } from "@coffer/format/keys";
import type { KeyType } from "@coffer/format/keys";
import type { EngineContext } from "../context/index.ts";
import type { Repository } from "../repository/index.ts";
import { blobOfStoredKey, loadStoredKey, readManifestObject, replaceStoredKey } from "../session/index.ts";
import { withRepository } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

/** A key as it is stored: sealed, of no use without its passphrase. */
export interface KeyBackup {
  /** 32 bytes. */
  readonly repositoryId: Uint8Array;
  /** The stored form of the key blob. */
  readonly text: string;
}

/**
 * Fetches the key of a repository, to be kept somewhere else. Needs no passphrase, and no lock.
 *
 * @throws {NoManifestError} If the manifest, which tells the key type, is lost.
 * @throws {UnencryptedRepo} If there is no key.
 * @throws {KeyfileNotFoundError | RepoKeyNotFoundError | KeyfileInvalidError | KeyfileMismatchError}
 */
export function exportKey(options: RepositoryTarget, ctx: EngineContext): Promise<KeyBackup> {
  return withRepository({ ...options, lock: false }, ctx, { exclusive: false }, async (repository) => {
    const { text } = await loadStoredKey(repository, ctx, await managedKeyType(repository));
    return { repositoryId: repository.id, text };
  });
}

export interface ImportKeyOptions extends RepositoryTarget {
  /** Name for a new key file, made from the location as the user gave it. */
  readonly keyFileName: string;
}

/**
 * Puts a key back to where the repository looks for it, in the place of the one that is there. Durable on return.
 *
 * @param read Gets the stored form of the key, once it is known that the repository has one; `undefined`: leave it be.
 * @throws {KeyfileInvalidError} If that is no key; nothing was changed.
 * @throws As {@link exportKey}, and what `read` throws.
 */
export function importKey(
  options: ImportKeyOptions,
  ctx: EngineContext,
  read: (repositoryId: Uint8Array) => Promise<string | undefined>,
): Promise<void> {
  return withRepository({ ...options, lock: false }, ctx, { exclusive: false }, async (repository) => {
    const keyType = await managedKeyType(repository);
    const text = await read(repository.id);
    if (text === undefined) return;
    // A backup that no program could open must not take the place of a key that works.
    blobOfStoredKey(repository, text, "the backup");
    await replaceStoredKey(repository, ctx, keyType, text, options.keyFileName);
  });
}

async function managedKeyType(repository: Repository): Promise<KeyType> {
  const keyType = keyTypeByByte((await readManifestObject(repository))[0] ?? -1);
  if (keyType.storage === "no_storage") throw new UnencryptedRepo();
  return keyType;
}
