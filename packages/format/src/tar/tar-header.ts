import { bytesToText } from "../bytes/index.ts";
import { HEADER, headerChecksum } from "./header-layout.ts";
import type { HeaderField } from "./header-layout.ts";
import { readNumberField } from "./number-field.ts";
import type { TarMember } from "./tar-member.ts";
import { TAR_FOLDER, TAR_LONG_LINK, TAR_LONG_NAME, TAR_OLD_REGULAR, TAR_SPARSE } from "./tar-type.ts";

/** A member as its header block alone tells it; fields may be changed by what came before. */
export type TarHeader = { -readonly [Field in keyof TarMember]: TarMember[Field] };

/** What a block is if it is no header. */
export type NoHeader = "end of file header" | "bad checksum" | "invalid header";

/** Reads one block, of any of the formats. */
export function decodeTarHeader(block: Uint8Array): TarHeader | NoHeader {
  if (block.every((byte) => byte === 0)) return "end of file header";
  const checksum = readNumberField(block, HEADER.checksum);
  if (checksum === undefined) return "invalid header";
  // Some old writers took the bytes for signed ones.
  if (checksum !== headerChecksum(block) && checksum !== headerChecksum(block, true)) return "bad checksum";
  const mode = readNumberField(block, HEADER.mode);
  const uid = readNumberField(block, HEADER.uid);
  const gid = readNumberField(block, HEADER.gid);
  const size = readNumberField(block, HEADER.size);
  const mtime = readNumberField(block, HEADER.mtime);
  const devmajor = readNumberField(block, HEADER.devmajor);
  const devminor = readNumberField(block, HEADER.devminor);
  if (mode === undefined || uid === undefined || gid === undefined || mtime === undefined) return "invalid header";
  if (size === undefined || size < 0 || devmajor === undefined || devminor === undefined) return "invalid header";
  const { name, type } = decodeName(block);
  const linkname = readText(block, HEADER.linkname);
  const [uname, gname] = [readText(block, HEADER.uname), readText(block, HEADER.gname)];
  return { name, type, mode, uid, gid, size, mtime, linkname, uname, gname, devmajor, devminor };
}

function decodeName(block: Uint8Array): { name: string; type: string } {
  let name = readText(block, HEADER.name);
  let type = String.fromCharCode(block[HEADER.type.offset] ?? 0);
  // Before POSIX, a folder was a file with a slash at the end of its name.
  if (type === TAR_OLD_REGULAR && name.endsWith("/")) type = TAR_FOLDER;
  if (type === TAR_FOLDER) name = name.replace(/\/+$/, "");
  const prefix = readText(block, HEADER.prefix);
  const isGnu = type === TAR_LONG_NAME || type === TAR_LONG_LINK || type === TAR_SPARSE;
  return { name: prefix === "" || isGnu ? name : `${prefix}/${name}`, type };
}

function readText(block: Uint8Array, { offset, width }: HeaderField): string {
  return textUpToNul(block.subarray(offset, offset + width));
}

/** Text up to the first NUL. */
export function textUpToNul(bytes: Uint8Array): string {
  const end = bytes.indexOf(0);
  return bytesToText(bytes, 0, end < 0 ? bytes.length : end);
}
