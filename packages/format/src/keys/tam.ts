import {
  concatBytes,
  equalBytes,
  MsgpackError,
  MsgpackReader,
  packSortedMap,
  readValue,
  sortedMap,
  textToBytes,
} from "../bytes/index.ts";
import type { MsgpackMap, MsgpackValue } from "../bytes/index.ts";
import { constantTimeEqual, hkdfSha512, hmacSha512 } from "../crypto/index.ts";
import {
  ArchiveTAMInvalid,
  ArchiveTAMRequiredError,
  IntegrityError,
  TAMInvalid,
  TAMRequiredError,
  TAMUnsupportedSuiteError,
  UnsupportedManifestError,
} from "../errors/index.ts";
import type { KeySecrets } from "./key-secrets.ts";
import { keyTypeByByte } from "./key-types.ts";

/** What a TAM is made for: one kind of metadata cannot be passed off as the other. */
export type TamContext = "manifest" | "archive";

export interface TamOptions {
  /** Refuse metadata without TAM; default: what the key says. */
  readonly tamRequired?: boolean;
  /** Take an archive with a wrong TAM for one without (workaround `ignore_invalid_archive_tam`). */
  readonly ignoreInvalidArchive?: boolean;
}

/** Metadata, unpacked. */
export interface VerifiedMetadata {
  /** All of it, without the TAM. Raws are views of a copy of the bytes. */
  readonly map: Map<string, MsgpackValue>;
  /** Whether a TAM vouches for it. If not, whoever can write to the repository may have made it. */
  readonly verified: boolean;
  /** The salt of a verified TAM, to be kept by repairs. */
  readonly salt: Uint8Array | null;
}

export const TAM_SALT_LENGTH = 64;

const SUITE = "HKDF_HMAC_SHA512";
const MAC_LENGTH = 64;

/** Bytes of the longest metadata that Borg reads: three times its largest object. */
const LENGTH_MAX = 3 * 20 * 1024 * 1024;

/** A manifest from the future begins so: in no msgpack does a value begin with c1. */
const FUTURE = new Uint8Array([0xc1, 0xc1, 0xc1, 0xc1]);

/**
 * Packs metadata, keys sorted at every depth, with a TAM.
 *
 * @param map Without `tam`.
 * @param salt 64 random bytes.
 * @see docs/formats/tam.md
 */
export function packWithTam(
  map: ReadonlyMap<string, MsgpackValue>,
  context: TamContext,
  secrets: KeySecrets,
  salt: Uint8Array,
): Uint8Array {
  const tam = new Map<string, MsgpackValue>([
    ["hmac", new Uint8Array(MAC_LENGTH)],
    ["salt", salt],
    ["type", SUITE],
  ]);
  const complete = new Map<string, MsgpackValue>([...map].map(([key, value]) => [key, sortedDeep(value)]));
  complete.set("tam", tam);
  tam.set("hmac", hmacSha512(tamKey(secrets, salt, context), packSortedMap(complete)));
  return packSortedMap(complete);
}

/**
 * Unpacks metadata and verifies its TAM.
 *
 * @throws {TAMRequiredError} {ArchiveTAMRequiredError} If there is none, but one is required.
 * @throws {TAMInvalid} {ArchiveTAMInvalid} If it is malformed or does not fit.
 * @throws {TAMUnsupportedSuiteError} If it is of another suite and one is required.
 * @throws {UnsupportedManifestError} If this is a manifest from the future.
 * @throws {IntegrityError} If the bytes are no packed map.
 */
export function verifyTam(
  packed: Uint8Array,
  context: TamContext,
  secrets: KeySecrets,
  options: TamOptions = {},
): VerifiedMetadata {
  if (context === "manifest" && equalBytes(packed.subarray(0, FUTURE.length), FUTURE)) {
    throw new UnsupportedManifestError();
  }
  const bytes = new Uint8Array(packed);
  const map = unpackMetadata(bytes, context);
  if (secrets.isPlaceholder === true) {
    map.delete("tam");
    return { map, verified: true, salt: null };
  }
  const isRequired = options.tamRequired ?? secrets.tam_required;
  const unverified: VerifiedMetadata = { map, verified: false, salt: null };
  const tam = map.get("tam");
  if (!map.delete("tam")) {
    if (!isRequired) return unverified;
    throw context === "manifest" ? new TAMRequiredError() : new ArchiveTAMRequiredError(asciiName(map.get("name")));
  }
  const invalid = (): Error => (context === "manifest" ? new TAMInvalid() : new ArchiveTAMInvalid());
  if (!(tam instanceof Map)) throw invalid();
  const type = tam.get("type") ?? textToBytes("<none>");
  if (!(type instanceof Uint8Array)) throw invalid();
  if (ascii(type) !== SUITE) {
    if (isRequired) throw new TAMUnsupportedSuiteError(ascii(type));
    return unverified;
  }
  const mac = tam.get("hmac");
  const salt = tam.get("salt");
  if (!(mac instanceof Uint8Array) || !(salt instanceof Uint8Array)) throw invalid();
  if (hasValidMac(bytes, mac, tamKey(secrets, salt, context))) {
    return { map, verified: true, salt: new Uint8Array(salt) };
  }
  if (context === "archive" && options.ignoreInvalidArchive === true) return unverified;
  throw invalid();
}

function unpackMetadata(bytes: Uint8Array, context: TamContext): Map<string, MsgpackValue> {
  const what = context === "manifest" ? "Manifest" : "Archive metadata";
  if (bytes.length > LENGTH_MAX) throw new IntegrityError(`${what}: too long`);
  let value: MsgpackValue;
  try {
    // Borg, too, reads one value and ignores what follows; the TAM covers all of it.
    value = readValue(new MsgpackReader(bytes));
  } catch (error) {
    if (error instanceof MsgpackError) throw new IntegrityError(`${what}: malformed`, { cause: error });
    throw error;
  }
  if (!(value instanceof Map) || !isNamed(value)) throw new IntegrityError(`${what}: not a map of names`);
  return value;
}

/** Whether `mac` is that of `bytes` with its own first occurrence zeroed. */
function hasValidMac(bytes: Uint8Array, mac: Uint8Array, key: Uint8Array): boolean {
  if (mac.length !== MAC_LENGTH) return false;
  const given = new Uint8Array(mac);
  const offset = indexOf(bytes, given);
  const zeroed = hmacSha512(
    key,
    bytes.subarray(0, offset),
    new Uint8Array(MAC_LENGTH),
    bytes.subarray(offset + MAC_LENGTH),
  );
  return constantTimeEqual(zeroed, given);
}

/** Offset of the first occurrence; there is one. */
function indexOf(bytes: Uint8Array, needle: Uint8Array): number {
  let at = bytes.indexOf(needle[0]!);
  while (!equalBytes(bytes.subarray(at, at + needle.length), needle)) at = bytes.indexOf(needle[0]!, at + 1);
  return at;
}

function tamKey(secrets: KeySecrets, salt: Uint8Array, context: TamContext): Uint8Array {
  const info = textToBytes(context);
  if (keyTypeByByte(secrets.type).mode === "none") return concatBytes(salt, info);
  const ikm = concatBytes(secrets.id_key, secrets.enc_key, secrets.enc_hmac_key);
  return hkdfSha512(ikm, salt, concatBytes(textToBytes("borg-metadata-authentication-"), info), MAC_LENGTH);
}

/** Borg's maps are sorted inside, too; maps with keys of other kinds stay as they are. */
function sortedDeep(value: MsgpackValue): MsgpackValue {
  if (Array.isArray(value)) {
    const isNested = value.some((inner) => inner instanceof Map || Array.isArray(inner));
    return isNested ? value.map(sortedDeep) : value;
  }
  if (!(value instanceof Map)) return value;
  const copy: MsgpackMap = new Map([...value].map(([key, inner]) => [key, sortedDeep(inner)]));
  return isNamed(copy) ? sortedMap(copy) : copy;
}

function isNamed(map: MsgpackMap): map is Map<string, MsgpackValue> {
  return map.keys().every((key) => typeof key === "string");
}

function asciiName(name: MsgpackValue | undefined): string {
  return name instanceof Uint8Array ? ascii(name) : "<unknown>";
}

/** ASCII with a replacement character for each other byte, as Borg shows such names. */
function ascii(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => (byte < 0x80 ? String.fromCharCode(byte) : "\ufffd")).join("");
}
