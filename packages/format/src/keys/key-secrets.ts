import { BorgError } from "../errors/index.ts";
import { concatBytes, textToBytes } from "../bytes/index.ts";
import { pbkdf2Sha256 } from "../crypto/index.ts";
import { keyTypeByMode } from "./key-types.ts";
import type { EncryptionMode, KeyType } from "./key-types.ts";
import type { RelatedSecrets } from "./related-secrets.ts";

/**
 * All that a repository's key consists of: plain data, fit for `postMessage`. Never log it, never put it into an error.
 *
 * Fields that Borg stores keep Borg's names. For `none` the keys are empty.
 */
export interface KeySecrets {
  /** Type byte. */
  readonly type: number;
  /** 32 bytes. */
  readonly enc_key: Uint8Array;
  /** 32 bytes, with BLAKE2b 128. */
  readonly enc_hmac_key: Uint8Array;
  /** 32 bytes, with BLAKE2b 128. */
  readonly id_key: Uint8Array;
  /** Signed, 32 bits. */
  readonly chunk_seed: number;
  /** 32 bytes. */
  readonly repository_id: Uint8Array;
  /** Whether a manifest or archive without TAM is refused. */
  readonly tam_required: boolean;
  /** There is no key at hand (workaround `authenticated_no_key`): ids and TAMs are not checked. */
  readonly isPlaceholder?: boolean;
}

/** Random bytes fit for keys. */
export type RandomBytes = (length: number) => Uint8Array;

const NOTHING = new Uint8Array(0);

/** Layout of the random data that keys are cut from. See docs/formats/keys.md, "Secrets". */
const RANDOM_LENGTH = 100;

/**
 * New secrets for a new repository.
 *
 * @param related Secrets of another repository whose ids and chunks shall be the same here (`--import-related-secrets`);
 *   not used by `none`.
 * @throws {BorgError} If the related repository makes its ids in another way.
 */
export function createSecrets(
  mode: EncryptionMode,
  repositoryId: Uint8Array,
  random: RandomBytes,
  related?: RelatedSecrets,
): KeySecrets {
  const keyType = keyTypeByMode(mode);
  if (keyType.storage === "no_storage") return plaintextSecrets(repositoryId);
  const base = secretsFromRandom(keyType, repositoryId, random(RANDOM_LENGTH));
  const fresh = keyType.hash === "blake2b" ? { ...base, ...blake2Keys(random) } : base;
  if (related === undefined) return fresh;
  if (related.hash !== keyType.hash) {
    throw new BorgError("Error: You must keep the same ID hash (HMAC-SHA256 or BLAKE2b) or deduplication will break.");
  }
  return { ...fresh, id_key: related.id_key, chunk_seed: related.chunk_seed };
}

/** What stands in for secrets in a repository of mode `none`. */
export function plaintextSecrets(repositoryId: Uint8Array): KeySecrets {
  return {
    type: keyTypeByMode("none").byte,
    enc_key: NOTHING,
    enc_hmac_key: NOTHING,
    id_key: NOTHING,
    chunk_seed: 0,
    repository_id: repositoryId,
    tam_required: false,
  };
}

/** Secrets of an authenticated mode whose key is lost: its objects can be read, unchecked (`authenticated_no_key`). */
export function placeholderSecrets(keyType: KeyType): KeySecrets {
  const zeros = new Uint8Array(32);
  return {
    type: keyType.byte,
    enc_key: zeros,
    enc_hmac_key: zeros,
    id_key: zeros,
    chunk_seed: 0,
    repository_id: zeros,
    tam_required: false,
    isPlaceholder: true,
  };
}

/**
 * Secrets of a repository in the "passphrase" mode of Attic and Borg before 1.0, as `repokey`
 * (`key migrate-to-repokey`). Takes as long as opening a key blob.
 */
export function secretsFromPassphrase(passphrase: string, repositoryId: Uint8Array): KeySecrets {
  const material = pbkdf2Sha256(textToBytes(passphrase), repositoryId, 100_000, RANDOM_LENGTH);
  return { ...secretsFromRandom(keyTypeByMode("repokey"), repositoryId, material), tam_required: false };
}

/** The last four of the random bytes as a signed integer, most significant byte first. */
export function chunkSeedFromRandom(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getInt32(0);
}

function secretsFromRandom(keyType: KeyType, repositoryId: Uint8Array, data: Uint8Array): KeySecrets {
  return {
    type: keyType.byte,
    enc_key: new Uint8Array(data.subarray(0, 32)),
    enc_hmac_key: new Uint8Array(data.subarray(32, 64)),
    id_key: new Uint8Array(data.subarray(64, 96)),
    chunk_seed: chunkSeedFromRandom(data.subarray(96, RANDOM_LENGTH)),
    repository_id: repositoryId,
    tam_required: true,
  };
}

/** 64 random bytes, filled up with zeros to a whole block of BLAKE2b. */
function blake2Keys(random: RandomBytes): { enc_hmac_key: Uint8Array; id_key: Uint8Array } {
  const padding = new Uint8Array(64);
  return { enc_hmac_key: concatBytes(random(64), padding), id_key: concatBytes(random(64), padding) };
}
