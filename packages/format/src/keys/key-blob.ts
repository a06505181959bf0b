import { assert, MsgpackError, MsgpackReader, packSortedMap, readValue, textToBytes } from "../bytes/index.ts";
import type { MsgpackMap, MsgpackValue } from "../bytes/index.ts";
import { aes256Ctr, beginPbkdf2Sha256, constantTimeEqual, hmacSha256, pbkdf2Sha256 } from "../crypto/index.ts";
import { BorgError } from "../errors/index.ts";
import { KeyBlobError } from "./key-blob-error.ts";
import type { KeySecrets } from "./key-secrets.ts";
import type { KeyType } from "./key-types.ts";

export const PBKDF2_ITERATIONS = 100_000;

/** Some seconds of work: a blob that asks for more is an attack on our time. */
const ITERATIONS_MAX = 20_000_000;

/** Bytes of the key that a passphrase gives. */
const KEY_LENGTH = 32;

/** A blob is about 400 bytes, with BLAKE2b keys 600. */
const LENGTH_MAX = 64 * 1024;

/** A key blob, taken apart. */
export interface SealedKey {
  readonly salt: Uint8Array;
  readonly iterations: number;
  /** HMAC-SHA256 of the inner key. */
  readonly hash: Uint8Array;
  /** The encrypted inner key. */
  readonly data: Uint8Array;
}

/**
 * Encrypts secrets with a passphrase.
 *
 * @param salt 32 random bytes, fresh for each call.
 * @see docs/formats/keys.md, "Key blob".
 */
export function sealKeyBlob(
  secrets: KeySecrets,
  passphrase: string,
  salt: Uint8Array,
  iterations: number = PBKDF2_ITERATIONS,
): Uint8Array {
  const inner = packInnerKey(secrets);
  const key = pbkdf2Sha256(textToBytes(passphrase), salt, iterations, KEY_LENGTH);
  return packSortedMap(
    new Map<string, MsgpackValue>([
      ["algorithm", "sha256"],
      ["data", aes256Ctr(key, 0n, inner)],
      ["hash", hmacSha256(key, inner)],
      ["iterations", iterations],
      ["salt", salt],
      ["version", 1],
    ]),
  );
}

/**
 * Decrypts secrets.
 *
 * @param keyType From the manifest's first byte: the blob does not say.
 * @param tamRequired Stands in where an old blob does not say (then: whether the security directory has `tam_required`).
 * @param derived What {@link beginKeyDerivation} gave for this blob and passphrase; default: derived now, which takes tens of milliseconds.
 * @returns `null` if the passphrase is wrong.
 * @throws {KeyBlobError} If the blob is damaged.
 * @throws {BorgError} If it is of another version or algorithm.
 */
export function openKeyBlob(
  blob: Uint8Array,
  passphrase: string,
  keyType: KeyType,
  tamRequired: boolean,
  derived?: Uint8Array,
): KeySecrets | null {
  const { salt, iterations, hash, data } = unpackSealedKey(blob);
  const key = derived ?? pbkdf2Sha256(textToBytes(passphrase), salt, iterations, KEY_LENGTH);
  const inner = aes256Ctr(key, 0n, data);
  if (!constantTimeEqual(hmacSha256(key, inner), hash)) return null;
  return unpackInnerKey(inner, keyType, tamRequired);
}

/**
 * Begins what takes the time in {@link openKeyBlob}: derives the key of a blob from a passphrase, on another thread where there is one.
 *
 * @throws As {@link openKeyBlob}.
 */
export function beginKeyDerivation(blob: Uint8Array, passphrase: string): Promise<Uint8Array> {
  const { salt, iterations } = unpackSealedKey(blob);
  return beginPbkdf2Sha256(textToBytes(passphrase), salt, iterations, KEY_LENGTH);
}

/** Takes a blob apart without a passphrase. @throws As {@link openKeyBlob}. */
export function unpackSealedKey(blob: Uint8Array): SealedKey {
  const map = readMap(blob);
  const version = map.get("version");
  if (version !== 1)
    throw new BorgError(`Error: encrypted key version ${numberText(version)} is not supported by this borg version.`);
  const algorithm = map.get("algorithm");
  if (!(algorithm instanceof Uint8Array)) throw new KeyBlobError("no algorithm");
  const name = String.fromCharCode(...algorithm.subarray(0, 40));
  if (name !== "sha256")
    throw new BorgError(`Error: encrypted key algorithm '${name}' is not supported by this borg version.`);
  const iterations = map.get("iterations");
  if (typeof iterations !== "number" || !Number.isInteger(iterations) || iterations < 1 || iterations > ITERATIONS_MAX)
    throw new KeyBlobError("iterations out of range");
  return { salt: rawField(map, "salt"), iterations, hash: rawField(map, "hash", 32), data: rawField(map, "data") };
}

/** Reads the decrypted content of a blob. @throws As {@link openKeyBlob}. */
export function unpackInnerKey(inner: Uint8Array, keyType: KeyType, tamRequired: boolean): KeySecrets {
  const map = readMap(inner);
  const version = map.get("version");
  if (version !== 1)
    throw new BorgError(`Error: key version ${numberText(version)} is not supported by this borg version.`);
  const chunk_seed = map.get("chunk_seed");
  if (typeof chunk_seed !== "number" || !Number.isInteger(chunk_seed)) throw new KeyBlobError("no chunk_seed");
  const macLength = keyType.hash === "blake2b" ? 128 : 32;
  const required = map.get("tam_required") ?? tamRequired;
  if (typeof required !== "boolean") throw new KeyBlobError("tam_required is no bool");
  return {
    type: keyType.byte,
    enc_key: rawField(map, "enc_key", 32),
    enc_hmac_key: rawField(map, "enc_hmac_key", macLength),
    id_key: rawField(map, "id_key"),
    chunk_seed,
    repository_id: rawField(map, "repository_id", 32),
    tam_required: required,
  };
}

function packInnerKey(secrets: KeySecrets): Uint8Array {
  assert(secrets.isPlaceholder !== true, "a placeholder must not be stored");
  return packSortedMap(
    new Map<string, MsgpackValue>([
      ["chunk_seed", secrets.chunk_seed],
      ["enc_hmac_key", secrets.enc_hmac_key],
      ["enc_key", secrets.enc_key],
      ["id_key", secrets.id_key],
      ["repository_id", secrets.repository_id],
      ["tam_required", secrets.tam_required],
      ["version", 1],
    ]),
  );
}

function readMap(bytes: Uint8Array): MsgpackMap {
  if (bytes.length > LENGTH_MAX) throw new KeyBlobError("too long");
  let value: MsgpackValue;
  try {
    value = readValue(new MsgpackReader(bytes));
  } catch (error) {
    if (error instanceof MsgpackError) throw new KeyBlobError("malformed");
    throw error;
  }
  if (!(value instanceof Map)) throw new KeyBlobError("malformed");
  return value;
}

/** A copy of a raw, so that it neither changes with the blob nor keeps it alive. */
function rawField(map: MsgpackMap, name: string, length?: number): Uint8Array {
  const value = map.get(name);
  if (!(value instanceof Uint8Array) || value.length === 0) throw new KeyBlobError(`no ${name}`);
  if (length !== undefined && value.length !== length) throw new KeyBlobError(`${name} of a wrong length`);
  return new Uint8Array(value);
}

function numberText(version: MsgpackValue | undefined): string {
  return typeof version === "number" || typeof version === "bigint" ? version.toString() : "(none)";
}
