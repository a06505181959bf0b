import { bytesToText, compareText, formatTimestamp, parseTimestamp, sortedMap } from "../bytes/index.ts";
import type { MsgpackMap, MsgpackValue } from "../bytes/index.ts";
import { BorgError, IntegrityError, UnsupportedManifestError } from "../errors/index.ts";
import { packWithTam, verifyTam } from "../keys/index.ts";
import type { Key } from "../keys/index.ts";
import { Manifest } from "./manifest.ts";
import type { ArchiveEntry } from "./manifest.ts";

/** More than this Borg refuses to write. */
export const ARCHIVES_MAX = 400_000;
export const ARCHIVE_NAME_LENGTH_MAX = 255;
const ITEM_KEYS_MAX = 100;

const ID_LENGTH = 32;

export interface DecodeManifestOptions {
  /** Take a manifest without TAM even if one is required: for `check --repair` and `upgrade --tam`. */
  readonly forceTamNotRequired?: boolean;
}

export interface EncodeManifestOptions {
  /** Wall clock, microseconds since 1970. */
  readonly now: bigint;
  /** 64 random bytes. */
  readonly salt: Uint8Array;
}

/**
 * Reads a manifest: the object of id 0…0, taken out of its envelope and decompressed.
 *
 * The feature flags are not checked: the caller knows what it is about to do ({@link Manifest.checkFeatures}).
 *
 * @throws {UnsupportedManifestError} If it is from the future.
 * @throws {TAMRequiredError} {TAMInvalid} {TAMUnsupportedSuiteError} See `verifyTam`.
 * @throws {IntegrityError} If it is malformed.
 */
export function decodeManifest(plaintext: Uint8Array, key: Key, options: DecodeManifestOptions = {}): Manifest {
  const tamOptions = options.forceTamNotRequired === true ? { tamRequired: false } : {};
  const { map, verified } = verifyTam(plaintext, "manifest", key.secrets, tamOptions);
  const version = map.get("version");
  if (version !== 1 && version !== 2) throw new UnsupportedManifestError();
  const manifest = new Manifest();
  manifest.id = key.idHash(plaintext);
  manifest.tam_verified = verified;
  for (const [name, value] of namedMap(map.get("archives"), "archives")) {
    manifest.archives.set(name, decodeEntry(value));
  }
  for (const [name, value] of mapField(map.get("config") ?? new Map(), "config")) manifest.config.set(name, value);
  for (const name of arrayField(map.get("item_keys") ?? [], "item_keys")) {
    manifest.item_keys.add(textField(name, "item_keys"));
  }
  manifest.timestamp = decodeTimestamp(map.get("timestamp"));
  return manifest;
}

/**
 * Packs a manifest with a TAM, ready to be compressed and sealed; keys are in the order of their bytes.
 *
 * Changes `manifest`: a timestamp after its last one and not before `now`, `tam_required` in its config if the key says
 * so, and its id.
 *
 * @throws {BorgError} If there are more archives, longer names or more item keys than Borg reads, or if the timestamp
 *   cannot grow; `manifest` is unchanged then.
 */
export function encodeManifest(manifest: Manifest, key: Key, options: EncodeManifestOptions): Uint8Array {
  checkLimits(manifest);
  const timestamp = nextTimestamp(manifest.timestamp, options.now);
  const config = new Map(manifest.config);
  if (key.secrets.tam_required) config.set("tam_required", true);
  const packed = packWithTam(
    new Map<string, MsgpackValue>([
      ["archives", sortedMap(new Map([...manifest.archives].map(([name, entry]) => [name, encodeEntry(entry)])))],
      ["config", config],
      ["item_keys", [...manifest.item_keys].toSorted(compareText)],
      ["timestamp", timestamp],
      ["version", 1],
    ]),
    "manifest",
    key.secrets,
    options.salt,
  );
  if (key.secrets.tam_required) manifest.config.set("tam_required", true);
  manifest.timestamp = timestamp;
  manifest.tam_verified = true;
  manifest.id = key.idHash(packed);
  return packed;
}

/** After the previous timestamp by a microsecond at least, even if the clock was set back. */
function nextTimestamp(previous: string | null, now: bigint): string {
  try {
    if (previous === null) return formatTimestamp(now);
    const least = parseTimestamp(previous) + 1n;
    return formatTimestamp(now > least ? now : least);
  } catch (error) {
    throw new BorgError("Error: the manifest's timestamp cannot grow any more.", { cause: error });
  }
}

function checkLimits(manifest: Manifest): void {
  const { archives, item_keys } = manifest;
  if (archives.size > ARCHIVES_MAX) throw new BorgError(`Error: more than ${ARCHIVES_MAX} archives.`);
  for (const name of archives.keys()) {
    // Characters, not UTF-16 units.
    if (name.length > ARCHIVE_NAME_LENGTH_MAX && Array.from(name).length > ARCHIVE_NAME_LENGTH_MAX) {
      throw new BorgError(`Error: archive name longer than ${ARCHIVE_NAME_LENGTH_MAX} characters: ${name}`);
    }
  }
  if (item_keys.size > ITEM_KEYS_MAX) throw new BorgError(`Error: more than ${ITEM_KEYS_MAX} item keys.`);
}

function decodeEntry(value: MsgpackValue): ArchiveEntry {
  const fields = namedMap(value, "archives");
  const id = fields.get("id");
  if (!(id instanceof Uint8Array) || id.length !== ID_LENGTH) throw malformed("archives");
  const rest = new Map(fields);
  rest.delete("id");
  rest.delete("time");
  const entry = { id: new Uint8Array(id), time: textField(fields.get("time"), "archives") };
  return rest.size === 0 ? entry : { ...entry, rest };
}

function encodeEntry(entry: ArchiveEntry): MsgpackMap {
  return new Map<string, MsgpackValue>([["id", entry.id], ["time", entry.time], ...(entry.rest ?? [])]);
}

function decodeTimestamp(value: MsgpackValue | undefined): string | null {
  if (value === undefined) return null;
  const text = textField(value, "timestamp");
  try {
    parseTimestamp(text);
  } catch {
    throw malformed("timestamp");
  }
  return text;
}

function mapField(value: MsgpackValue | undefined, name: string): MsgpackMap {
  if (value instanceof Map) return value;
  throw malformed(name);
}

function namedMap(value: MsgpackValue | undefined, name: string): Map<string, MsgpackValue> {
  const map = mapField(value, name);
  if (map.keys().some((key) => typeof key !== "string")) throw malformed(name);
  return map as Map<string, MsgpackValue>;
}

function arrayField(value: MsgpackValue, name: string): MsgpackValue[] {
  if (Array.isArray(value)) return value;
  throw malformed(name);
}

function textField(value: MsgpackValue | undefined, name: string): string {
  if (value instanceof Uint8Array) return bytesToText(value);
  throw malformed(name);
}

function malformed(field: string): IntegrityError {
  return new IntegrityError(`Manifest: malformed ${field}`);
}
