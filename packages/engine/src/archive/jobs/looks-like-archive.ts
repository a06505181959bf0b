import { MsgpackWriter } from "@coffer/format/bytes";
import { ARCHIVE_KEYS } from "@coffer/format/archive";

/** Whether `chunk` begins like a packed map whose first key is one of `packedKeys`. Costs next to nothing. */
export function looksLikePackedMap(chunk: Uint8Array, packedKeys: readonly Uint8Array[], at = 0): boolean {
  const first = chunk[at] ?? 0;
  const isSmallMap = (first & 0xf0) === 0x80;
  if (!isSmallMap && first !== 0xde) return false;
  const keyAt = at + (isSmallMap ? 1 : 3);
  return packedKeys.some((key) => beginsWith(chunk, keyAt, key));
}

/** Packed forms of names, for {@link looksLikePackedMap}. */
export function packKeys(names: Iterable<string>): Uint8Array[] {
  return Array.from(names, (name) => {
    const writer = new MsgpackWriter();
    writer.writeText(name);
    return writer.toBytes();
  });
}

const PACKED_ARCHIVE_KEYS = packKeys(ARCHIVE_KEYS);
const CMDLINE = new TextEncoder().encode("cmdline");
/** The packed pair `version: 1`. */
const VERSION = Uint8Array.of(0xa7, ...new TextEncoder().encode("version"), 1);

/** Whether `chunk` might be the metadata of an archive: cheap, with no promise. */
export function looksLikeArchive(chunk: Uint8Array): boolean {
  return looksLikePackedMap(chunk, PACKED_ARCHIVE_KEYS) && contains(chunk, CMDLINE) && contains(chunk, VERSION);
}

function contains(bytes: Uint8Array, pattern: Uint8Array): boolean {
  const first = pattern[0] as number;
  for (let at = bytes.indexOf(first); at >= 0; at = bytes.indexOf(first, at + 1)) {
    if (beginsWith(bytes, at, pattern)) return true;
  }
  return false;
}

function beginsWith(bytes: Uint8Array, at: number, pattern: Uint8Array): boolean {
  if (at + pattern.length > bytes.length) return false;
  for (let i = 0; i < pattern.length; i++) if (bytes[at + i] !== pattern[i]) return false;
  return true;
}
