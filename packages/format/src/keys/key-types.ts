import { UnsupportedPayloadError } from "../errors/index.ts";

/** The argument of `init --encryption`. */
export type EncryptionMode =
  | "none"
  | "authenticated"
  | "authenticated-blake2"
  | "repokey"
  | "keyfile"
  | "repokey-blake2"
  | "keyfile-blake2";

/** What one type byte means. */
export interface KeyType {
  /** First byte of every object. */
  readonly byte: number;
  readonly mode: EncryptionMode;
  /** Borg's name in related secrets and JSON. */
  readonly name: string;
  /** Where the key blob lies. */
  readonly storage: "no_storage" | "keyfile" | "repository";
  /** How ids are made; the MAC of an encrypted object is made with the same primitive. */
  readonly hash: "sha256" | "hmac-sha256" | "blake2b";
  /** Whether objects are encrypted and carry a MAC. */
  readonly encrypts: boolean;
}

/** The seven modes of Borg 1.x, in the order of their bytes. */
export const KEY_TYPES: readonly KeyType[] = [
  { byte: 0x00, mode: "keyfile", name: "key file", storage: "keyfile", hash: "hmac-sha256", encrypts: true },
  { byte: 0x02, mode: "none", name: "plaintext", storage: "no_storage", hash: "sha256", encrypts: false },
  { byte: 0x03, mode: "repokey", name: "repokey", storage: "repository", hash: "hmac-sha256", encrypts: true },
  { byte: 0x04, mode: "keyfile-blake2", name: "key file BLAKE2b", storage: "keyfile", hash: "blake2b", encrypts: true },
  {
    byte: 0x05,
    mode: "repokey-blake2",
    name: "repokey BLAKE2b",
    storage: "repository",
    hash: "blake2b",
    encrypts: true,
  },
  {
    byte: 0x06,
    mode: "authenticated-blake2",
    name: "authenticated BLAKE2b",
    storage: "repository",
    hash: "blake2b",
    encrypts: false,
  },
  {
    byte: 0x07,
    mode: "authenticated",
    name: "authenticated",
    storage: "repository",
    hash: "hmac-sha256",
    encrypts: false,
  },
];

/** Type byte of the "passphrase" mode that ended with Borg 1.0; its objects are read with a repokey. */
export const PASSPHRASE_TYPE_BYTE = 0x01;

/**
 * The type that an object's first byte names; the legacy byte 0x01 gives `repokey`.
 *
 * @throws {UnsupportedPayloadError} For any other byte, as from a later Borg.
 */
export function keyTypeByByte(byte: number): KeyType {
  const wanted = byte === PASSPHRASE_TYPE_BYTE ? 0x03 : byte;
  const found = KEY_TYPES.find((type) => type.byte === wanted);
  if (found === undefined) throw new UnsupportedPayloadError(byte);
  return found;
}

export function keyTypeByMode(mode: EncryptionMode): KeyType {
  const found = KEY_TYPES.find((type) => type.mode === mode);
  if (found === undefined) throw new TypeError(`no such encryption mode: ${mode}`);
  return found;
}
