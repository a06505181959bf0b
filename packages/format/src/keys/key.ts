import { assert, toHex } from "../bytes/index.ts";
import { aes256CtrKey, constantTimeEqual, hmacSha256Key, sha256 } from "../crypto/index.ts";
import type { CipherKey, MacKey } from "../crypto/index.ts";
import { IntegrityError } from "../errors/index.ts";
import { getKernels } from "../kernels/index.ts";
import type { Blake2bPrefix, HmacStates, Kernels } from "../kernels/index.ts";
import type { KeySecrets } from "./key-secrets.ts";
import { keyTypeByByte, PASSPHRASE_TYPE_BYTE } from "./key-types.ts";
import type { KeyType } from "./key-types.ts";
import { MacMismatch } from "./mac-mismatch.ts";

/** Where the parts of an encrypted object lie; see docs/formats/envelope.md. */
const MAC_START = 1;
const NONCE_START = 33;
const CIPHERTEXT_START = 41;

/** A BLAKE2b key has this length, with its padding. */
const BLAKE2B_BLOCK_SIZE = 128;

/** Bytes for which the counter moves on by one. */
const BLOCK_SIZE = 16;

/** The 64-bit nonces end here. */
const NONCE_END = 2n ** 64n;

/**
 * A repository's key at work: makes ids, puts payloads into envelopes and takes them out.
 *
 * Made from {@link KeySecrets} anywhere, also in a worker. It has no state besides: nonces come from the caller, who must
 * never give the same one twice. A *payload* is what compression has made, its header included. Printing or serialising a
 * key shows its mode only.
 */
export class Key {
  readonly keyType: KeyType;
  /** Bytes that an envelope adds to its payload. */
  readonly overhead: number;
  readonly #secrets: KeySecrets;
  readonly #idMac: MacKey | undefined;
  readonly #mac: MacKey | undefined;
  readonly #cipher: CipherKey | undefined;

  constructor(secrets: KeySecrets) {
    const keyType = keyTypeByByte(secrets.type);
    this.keyType = keyType;
    this.overhead = keyType.encrypts ? CIPHERTEXT_START : 1;
    this.#secrets = secrets;
    this.#idMac = makeMac(keyType, secrets.id_key);
    if (!keyType.encrypts) return;
    this.#mac = makeMac(keyType, secrets.enc_hmac_key);
    this.#cipher = aes256CtrKey(secrets.enc_key);
  }

  /** What {@link Key} was made from: for a worker or a key blob only. */
  get secrets(): KeySecrets {
    return this.#secrets;
  }

  /** For the chunker; signed, 32 bits. */
  get chunkSeed(): number {
    return this.#secrets.chunk_seed;
  }

  /** Name of an object: hash of the concatenation of its parts, uncompressed; 32 bytes. */
  idHash(...parts: readonly Uint8Array[]): Uint8Array {
    return this.#idMac === undefined ? sha256(...parts) : this.#idMac.digest(...parts);
  }

  /**
   * Checks that `plaintext` is what `id` names.
   *
   * @throws {IntegrityError} If it is not: the plaintext must not be used.
   */
  assertId(id: Uint8Array, plaintext: Uint8Array): void {
    if (this.#secrets.isPlaceholder === true) return;
    if (constantTimeEqual(this.idHash(plaintext), id)) return;
    throw new IntegrityError(`Chunk ${toHex(id)}: id verification failed`);
  }

  /** Count of nonces that a payload of `length` bytes uses up; 0 where nothing is encrypted. */
  noncesFor(length: number): number {
    return this.keyType.encrypts ? Math.ceil(length / BLOCK_SIZE) : 0;
  }

  /** A new array with the envelope around `payload`; see {@link sealInto}. */
  seal(payload: Uint8Array, nonce: bigint): Uint8Array {
    const envelope = new Uint8Array(payload.length + this.overhead);
    this.sealInto(payload, nonce, envelope);
    return envelope;
  }

  /**
   * Writes the envelope around `payload` to the beginning of `target`, which may be shared memory.
   *
   * `payload` either lies outside of the space that is written, or exactly at its place in the envelope
   * (`target.subarray(overhead)`): then nothing needs to be copied.
   *
   * @param nonce First of {@link noncesFor} nonces that were never used with this key; ignored where nothing is encrypted.
   * @returns Length of the envelope.
   */
  sealInto(payload: Uint8Array, nonce: bigint, target: Uint8Array): number {
    return this.sealPartsInto([payload], nonce, target);
  }

  /** As {@link sealInto}, for a payload in several parts; only a single part may lie at its place in the envelope. */
  sealPartsInto(parts: readonly Uint8Array[], nonce: bigint, target: Uint8Array): number {
    const length = parts.reduce((sum, part) => sum + part.length, this.overhead);
    assert(target.length >= length, "no room for the envelope");
    target[0] = this.keyType.byte;
    const place = target.subarray(this.overhead, length);
    if (this.#mac === undefined || this.#cipher === undefined) {
      copyParts(parts, place);
      return length;
    }
    assert(nonce >= 0n && nonce < NONCE_END, "nonce out of range");
    new DataView(target.buffer, target.byteOffset).setBigUint64(NONCE_START, nonce);
    const mac = this.#mac.begin?.();
    mac?.update(target.subarray(NONCE_START, CIPHERTEXT_START));
    this.#cipher.applyParts(nonce, parts, place, mac && { target: (slice) => mac.update(slice) });
    const digest = mac === undefined ? this.#mac.digest(target.subarray(NONCE_START, length)) : mac.digest();
    target.set(digest, MAC_START);
    return length;
  }

  /**
   * Payload of an envelope whose MAC was verified. Where nothing is encrypted this is a view of `envelope`, else a new
   * array; it is trustworthy only once {@link assertId} has seen its decompressed form.
   *
   * @param id Named in errors.
   * @throws {IntegrityError} If the type byte is not this key's.
   * @throws {MacMismatch} If the MAC does not fit.
   */
  open(envelope: Uint8Array, id?: Uint8Array): Uint8Array {
    this.#checkShape(envelope, id);
    const payload = envelope.subarray(this.overhead);
    if (this.#cipher === undefined) return payload;
    const plaintext = new Uint8Array(payload.length);
    this.#decrypt(envelope, plaintext, id);
    return plaintext;
  }

  /**
   * As {@link open}, into the beginning of `target`, which may be shared memory. `target` either lies outside of
   * `envelope` or begins exactly at its payload. When this throws, `target` holds zeros or what it held before.
   *
   * @returns Length of the payload.
   */
  openInto(envelope: Uint8Array, target: Uint8Array, id?: Uint8Array): number {
    this.#checkShape(envelope, id);
    const payload = envelope.subarray(this.overhead);
    assert(target.length >= payload.length, "no room for the payload");
    const place = target.subarray(0, payload.length);
    if (this.#cipher !== undefined) this.#decrypt(envelope, place, id);
    else if (!isSamePlace(payload, place)) getKernels().copy(payload, place);
    return payload.length;
  }

  /**
   * First nonce after those that a stored manifest has used: the least that a new session may begin with.
   *
   * @param manifestEnvelope The whole stored manifest; none in a new repository.
   * @throws {IntegrityError} If its type byte is not this key's.
   */
  nonceAfterManifest(manifestEnvelope?: Uint8Array): bigint {
    if (manifestEnvelope === undefined || this.keyType.mode === "none") return 0n;
    if (!this.#isOurs(manifestEnvelope)) throw new IntegrityError("Manifest: Invalid encryption envelope");
    if (!this.keyType.encrypts) return 0n;
    if (manifestEnvelope.length < CIPHERTEXT_START) throw new MacMismatch("0".repeat(64));
    // As Borg: the whole object is counted, which is one to three blocks more than were used.
    return envelopeNonce(manifestEnvelope) + BigInt(Math.ceil(manifestEnvelope.length / BLOCK_SIZE));
  }

  toString(): string {
    return `Key(${this.keyType.mode})`;
  }

  toJSON(): string {
    return this.toString();
  }

  #checkShape(envelope: Uint8Array, id: Uint8Array | undefined): void {
    if (!this.#isOurs(envelope)) {
      const what = this.keyType.mode.startsWith("authenticated") ? "Invalid envelope" : "Invalid encryption envelope";
      throw new IntegrityError(`Chunk ${idText(id)}: ${what}`);
    }
    if (envelope.length < this.overhead) throw new MacMismatch(idText(id));
  }

  /** Decrypts to `place`, which is given out only if the MAC fits: it is made on the way, where it can be. */
  #decrypt(envelope: Uint8Array, place: Uint8Array, id: Uint8Array | undefined): void {
    assert(this.#mac !== undefined && this.#cipher !== undefined, "the objects of this key are encrypted");
    const expected = envelope.slice(MAC_START, NONCE_START);
    const nonce = envelopeNonce(envelope);
    const payload = envelope.subarray(CIPHERTEXT_START);
    const mac = this.#mac.begin?.();
    if (mac === undefined) {
      if (!constantTimeEqual(this.#mac.digest(envelope.subarray(NONCE_START)), expected)) {
        throw new MacMismatch(idText(id));
      }
      this.#cipher.apply(nonce, payload, place);
      return;
    }
    mac.update(envelope.subarray(NONCE_START, CIPHERTEXT_START));
    this.#cipher.apply(nonce, payload, place, { source: (slice) => mac.update(slice) });
    if (constantTimeEqual(mac.digest(), expected)) return;
    place.fill(0);
    throw new MacMismatch(idText(id));
  }

  #isOurs(envelope: Uint8Array): boolean {
    const byte = envelope[0];
    if (byte === this.keyType.byte) return true;
    return byte === PASSPHRASE_TYPE_BYTE && this.keyType.encrypts && this.keyType.storage === "repository";
  }
}

// Node's inspect() asks for this, so that no log line shows more.
Object.defineProperty(Key.prototype, Symbol.for("nodejs.util.inspect.custom"), {
  value(this: Key): string {
    return this.toString();
  },
});

/** First nonce of an encrypted object of at least 41 bytes. */
export function envelopeNonce(envelope: Uint8Array): bigint {
  return new DataView(envelope.buffer, envelope.byteOffset, envelope.length).getBigUint64(NONCE_START);
}

/** Up to here a kernel is faster than the platform, which has to be called. */
const SHORT_MESSAGE = 256;

/** The names of known files are short messages, and there may be a million of them. */
function hmacSha256Mac(key: Uint8Array): MacKey {
  const platformKey = hmacSha256Key(key);
  let prepared: { kernels: Kernels; states: HmacStates } | undefined;
  return {
    ...(platformKey.begin === undefined ? {} : { begin: platformKey.begin.bind(platformKey) }),
    digest: (...parts) => {
      const [message] = parts;
      if (parts.length !== 1 || message === undefined || message.length > SHORT_MESSAGE)
        return platformKey.digest(...parts);
      const kernels = getKernels();
      if (prepared?.kernels !== kernels) prepared = { kernels, states: kernels.prepareHmacSha256(key) };
      return kernels.hmacSha256(prepared.states, message);
    },
  };
}

function makeMac(keyType: KeyType, key: Uint8Array): MacKey | undefined {
  switch (keyType.hash) {
    case "sha256":
      return undefined;
    case "hmac-sha256":
      return hmacSha256Mac(key);
    case "blake2b":
      return blake2bMac(new Uint8Array(key));
  }
}

/** BLAKE2b of secret and message. The secret is a whole block, which need not be hashed again for each message. */
function blake2bMac(secret: Uint8Array): MacKey {
  if (secret.length !== BLAKE2B_BLOCK_SIZE)
    return { digest: (...parts) => getKernels().blake2b256([secret, ...parts]) };
  let prepared: { kernels: Kernels; prefix: Blake2bPrefix } | undefined;
  return {
    digest(...parts) {
      const kernels = getKernels();
      if (prepared?.kernels !== kernels) prepared = { kernels, prefix: kernels.prepareBlake2b(secret) };
      return kernels.blake2b256(parts, prepared.prefix);
    },
  };
}

function copyParts(parts: readonly Uint8Array[], place: Uint8Array): void {
  let at = 0;
  for (const part of parts) {
    const target = place.subarray(at, at + part.length);
    if (!isSamePlace(part, target)) getKernels().copy(part, target);
    at += part.length;
  }
}

function isSamePlace(a: Uint8Array, b: Uint8Array): boolean {
  return a.buffer === b.buffer && a.byteOffset === b.byteOffset;
}

function idText(id: Uint8Array | undefined): string {
  return id === undefined ? "(unknown)" : toHex(id);
}
