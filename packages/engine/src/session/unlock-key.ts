import { KeyfileInvalidError, PassphraseWrong, PasswordRetriesExceeded } from "@coffer/format/errors";
import {
  Key,
  KeyBlobError,
  keyTypeByByte,
  openKeyBlob,
  placeholderSecrets,
  plaintextSecrets,
} from "@coffer/format/keys";
import type { KeySecrets, KeyType } from "@coffer/format/keys";
import type { EngineContext } from "../context/index.ts";
import type { Repository } from "../repository/index.ts";
import { isLogicallyEncrypted } from "./create-key.ts";
import type { UnlockedKey } from "./create-key.ts";
import type { EarlyKey } from "./early-key.ts";
import { KeyDerivation } from "./key-derivation.ts";
import { blobOfStoredKey, loadStoredKey, sealKey } from "./stored-key.ts";

/** Times that a person is asked for the passphrase. */
const PROMPTS_MAX = 3;

/**
 * Finds and opens the key of a repository.
 *
 * @param typeByte First byte of any stored object, usually of the manifest.
 * @param tamRequired Whether the security folder demands a TAM; stands in where an old key does not say.
 * @param early What was asked and begun before, and may be what is needed.
 * @throws {UnsupportedPayloadError} For a type byte from a later Borg.
 * @throws {KeyfileNotFoundError | RepoKeyNotFoundError | KeyfileInvalidError | KeyfileMismatchError}
 * @throws {PassphraseWrong} If a passphrase was configured, and it is wrong.
 * @throws {PasswordRetriesExceeded} After three wrong ones from a person.
 */
export async function unlockKey(
  repository: Repository,
  ctx: EngineContext,
  typeByte: number,
  tamRequired: boolean,
  early?: EarlyKey,
): Promise<UnlockedKey> {
  const keyType = keyTypeByByte(typeByte);
  if (keyType.storage === "no_storage") {
    return { key: new Key(plaintextSecrets(repository.id)), keyFile: undefined, logicallyEncrypted: false };
  }
  if (keyType.mode.startsWith("authenticated") && ctx.workarounds.has("authenticated_no_key")) {
    return { key: new Key(placeholderSecrets(keyType)), keyFile: undefined, logicallyEncrypted: false };
  }
  const { blob, keyFile } = await findKeyBlob(repository, ctx, keyType, early?.stored);
  const attempt = async (passphrase: string): Promise<KeySecrets | null> => {
    try {
      const derived =
        early?.derivation?.keyFor(blob, passphrase) ?? KeyDerivation.of(repository, ctx, blob, passphrase).key;
      return openKeyBlob(blob, passphrase, keyType, tamRequired, await derived);
    } catch (error) {
      if (error instanceof KeyBlobError) throw new KeyfileInvalidError(repository.location, "(repokey)");
      throw error;
    }
  };
  const { secrets, passphrase } = await findPassphrase(ctx, keyFile ?? repository.location, attempt);
  return {
    key: new Key(secrets),
    keyFile,
    logicallyEncrypted: isLogicallyEncrypted(secrets, passphrase),
    reseal: (changed) => sealKey(changed, passphrase, ctx),
  };
}

async function findKeyBlob(
  repository: Repository,
  ctx: EngineContext,
  keyType: KeyType,
  known: string | undefined,
): Promise<{ blob: Uint8Array; keyFile: string | undefined }> {
  const { text, keyFile } = await loadStoredKey(repository, ctx, keyType, known);
  return { blob: blobOfStoredKey(repository, text, keyFile), keyFile };
}

/** The configured passphrase, or else the empty one, or else what a person types. */
async function findPassphrase(
  ctx: EngineContext,
  target: string,
  attempt: (passphrase: string) => Promise<KeySecrets | null>,
): Promise<{ secrets: KeySecrets; passphrase: string }> {
  const configured = await ctx.passphrases.configured();
  if (configured !== undefined) {
    const secrets = await attempt(configured);
    if (secrets === null) throw new PassphraseWrong();
    return { secrets, passphrase: configured };
  }
  const open = await attempt("");
  if (open !== null) return { secrets: open, passphrase: "" };
  for (let prompts = 0; prompts < PROMPTS_MAX; prompts += 1) {
    const passphrase = await ctx.passphrases.prompt(`Enter passphrase for key ${target}: `);
    const secrets = await attempt(passphrase);
    if (secrets !== null) return { secrets, passphrase };
  }
  throw new PasswordRetriesExceeded();
}
