import { KeyfileInvalidError, NoManifestError, ObjectNotFound, RepoKeyNotFoundError } from "@coffer/format/errors";
import { keyBlobFromText, KeyBlobError, keyBlobToText, sealKeyBlob } from "@coffer/format/keys";
import type { KeySecrets, KeyType } from "@coffer/format/keys";
import { MANIFEST_ID } from "@coffer/format/segment";
import type { EngineContext } from "../context/index.ts";
import type { Repository } from "../repository/index.ts";
import { findKeyFile, keyFilePath, replaceKeyFile } from "./key-files.ts";

const SALT_LENGTH = 32;

/** A key as it is stored, sealed with its passphrase. */
export interface StoredKey {
  readonly text: string;
  /** Absolute path of the key file, where there is one. */
  readonly keyFile: string | undefined;
}

/** The manifest, encrypted: its first byte tells the key type. @throws {NoManifestError} */
export async function readManifestObject(repository: Repository): Promise<Uint8Array> {
  try {
    return await repository.get(MANIFEST_ID);
  } catch (error) {
    if (error instanceof ObjectNotFound) throw new NoManifestError();
    throw error;
  }
}

/**
 * The key of a repository as it is stored, not looked into; that of a backup, where one is to be tried.
 *
 * @param known What lies in the repository, where that was asked before.
 * @throws {KeyfileNotFoundError | RepoKeyNotFoundError | KeyfileInvalidError | KeyfileMismatchError}
 */
export async function loadStoredKey(
  repository: Repository,
  ctx: EngineContext,
  keyType: KeyType,
  known?: string,
): Promise<StoredKey> {
  if (keyType.storage === "keyfile" || ctx.keyBackup !== undefined) {
    const { path, text } = await findKeyFile(repository, { ...ctx, keyFile: ctx.keyBackup ?? ctx.keyFile });
    return { text, keyFile: path };
  }
  const text = known ?? (await repository.loadKey());
  if (text === undefined || text === "") throw new RepoKeyNotFoundError(repository.location);
  return { text, keyFile: undefined };
}

/**
 * Puts a key where keys of this type belong, in the place of the one that is there; durable on return.
 *
 * @param keyFileName Name for a new key file.
 */
export async function replaceStoredKey(
  repository: Repository,
  ctx: EngineContext,
  keyType: KeyType,
  text: string,
  keyFileName: string,
): Promise<void> {
  if (keyType.storage === "repository") await repository.saveKey(text);
  else await replaceKeyFile(await keyFilePath(repository, keyFileName, ctx), repository.id, text);
}

/** The stored form of secrets, sealed with a passphrase. */
export function sealKey(secrets: KeySecrets, passphrase: string, ctx: EngineContext): string {
  return keyBlobToText(sealKeyBlob(secrets, passphrase, ctx.randomBytes(SALT_LENGTH)));
}

/** The key blob of a stored key. @throws {KeyfileInvalidError} If it is none. */
export function blobOfStoredKey(repository: Repository, text: string, keyFile: string | undefined): Uint8Array {
  try {
    return keyBlobFromText(text);
  } catch (error) {
    if (error instanceof KeyBlobError) throw new KeyfileInvalidError(repository.location, keyFile ?? "(repokey)");
    throw error;
  }
}
