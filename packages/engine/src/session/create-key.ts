import { createSecrets, Key, keyTypeByMode } from "@coffer/format/keys";
import type { EncryptionMode, KeySecrets, RelatedSecrets } from "@coffer/format/keys";
import type { EngineContext } from "../context/index.ts";
import type { Repository } from "../repository/index.ts";
import { createKeyFile, newKeyFilePath } from "./key-files.ts";
import { sealKey } from "./stored-key.ts";

export interface NewKeyOptions {
  readonly mode: EncryptionMode;
  /** Name for a new key file, made from the location as it was given; used by the keyfile modes when BORG_KEY_FILE is not set. */
  readonly keyFileName: string;
  /** Secrets of another repository, for the same ids and chunks (`--import-related-secrets`). */
  readonly related?: RelatedSecrets | undefined;
}

export interface UnlockedKey {
  readonly key: Key;
  /** Absolute path of the key file, where there is one. */
  readonly keyFile: string | undefined;
  /** False where anybody with the repository can read it: no encryption, or a repokey with an empty passphrase. */
  readonly logicallyEncrypted: boolean;
  /** The stored form of changed secrets, under the passphrase that has opened the key; `undefined` if none has. */
  readonly reseal?: ((secrets: KeySecrets) => string) | undefined;
}

/**
 * Makes and stores the key of a new repository, under a passphrase from `ctx`. Durable on return.
 *
 * @throws {BorgError} If the key file exists already; nothing was written.
 */
export async function createRepositoryKey(
  repository: Repository,
  ctx: EngineContext,
  options: NewKeyOptions,
): Promise<UnlockedKey> {
  const keyType = keyTypeByMode(options.mode);
  if (keyType.storage === "no_storage") {
    say(ctx, 'Encryption NOT enabled.\nUse the "--encryption=repokey|keyfile" to enable encryption.');
    const secrets = createSecrets(options.mode, repository.id, (length) => ctx.randomBytes(length));
    return { key: new Key(secrets), keyFile: undefined, logicallyEncrypted: false };
  }
  const passphrase = await ctx.passphrases.fresh();
  const secrets = createSecrets(options.mode, repository.id, (length) => ctx.randomBytes(length), options.related);
  const keyFile = await storeKey(repository, ctx, secrets, passphrase, options.keyFileName);
  say(ctx, `Key in "${keyFile ?? `<Repository ${repository.location}>`}" created.`);
  say(ctx, "Keep this key safe. Your data will be inaccessible without it.");
  return { key: new Key(secrets), keyFile, logicallyEncrypted: isLogicallyEncrypted(secrets, passphrase) };
}

async function storeKey(
  repository: Repository,
  ctx: EngineContext,
  secrets: KeySecrets,
  passphrase: string,
  name: string,
): Promise<string | undefined> {
  const text = sealKey(secrets, passphrase, ctx);
  if (new Key(secrets).keyType.storage === "repository") {
    await repository.saveKey(text);
    return undefined;
  }
  const path = await newKeyFilePath(name, ctx);
  await createKeyFile(path, repository.id, text);
  return path;
}

/** Whether the passphrase keeps anybody out. */
export function isLogicallyEncrypted(secrets: KeySecrets, passphrase: string): boolean {
  const { encrypts, storage } = new Key(secrets).keyType;
  return encrypts && (storage === "keyfile" || passphrase !== "");
}

function say(ctx: EngineContext, message: string): void {
  ctx.reporter.log({ level: "info", message, name: "borg.crypto.key" });
}
