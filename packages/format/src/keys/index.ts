/**
 * Keys: how objects are named, sealed and authenticated.
 *
 * *Key type*: what the first byte of an object says. *Secrets*: the random material of one repository. *Key blob*: the
 * secrets, encrypted with a passphrase; its *text* lies in the repository's config or in a key file. *Envelope*: what the
 * repository stores around a compressed *payload*. *Nonce*: the counter that an encrypted object begins with, never to be
 * used twice. *TAM*: the authentication of manifest and archive metadata on top of the envelope's.
 *
 * Stands on errors, bytes, crypto, kernels.
 *
 * @module
 */
export { KeyBlobError } from "./key-blob-error.ts";
export {
  beginKeyDerivation,
  openKeyBlob,
  PBKDF2_ITERATIONS,
  sealKeyBlob,
  unpackInnerKey,
  unpackSealedKey,
} from "./key-blob.ts";
export type { SealedKey } from "./key-blob.ts";
export {
  chunkSeedFromRandom,
  createSecrets,
  placeholderSecrets,
  plaintextSecrets,
  secretsFromPassphrase,
} from "./key-secrets.ts";
export type { KeySecrets, RandomBytes } from "./key-secrets.ts";
export { formatKeyFile, importKeyFile, keyBlobFromText, keyBlobToText, parseKeyFile } from "./key-text.ts";
export type { KeyFileFinding } from "./key-text.ts";
export { KEY_TYPES, keyTypeByByte, keyTypeByMode, PASSPHRASE_TYPE_BYTE } from "./key-types.ts";
export type { EncryptionMode, KeyType } from "./key-types.ts";
export { envelopeNonce, Key } from "./key.ts";
export { MacMismatch } from "./mac-mismatch.ts";
export { formatPaperKey, PaperKeyImport } from "./paper-key.ts";
export type { PaperKeyStep } from "./paper-key.ts";
export { formatRelatedSecrets, parseRelatedSecrets } from "./related-secrets.ts";
export type { RelatedSecrets } from "./related-secrets.ts";
export { packWithTam, TAM_SALT_LENGTH, verifyTam } from "./tam.ts";
export type { TamContext, TamOptions, VerifiedMetadata } from "./tam.ts";
