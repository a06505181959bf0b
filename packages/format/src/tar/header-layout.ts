/** A field of the header block: where it begins, bytes. */
export interface HeaderField {
  readonly offset: number;
  readonly width: number;
}

type FieldName =
  | "name"
  | "mode"
  | "uid"
  | "gid"
  | "size"
  | "mtime"
  | "checksum"
  | "type"
  | "linkname"
  | "magic"
  | "uname"
  | "gname"
  | "devmajor"
  | "devminor"
  | "prefix";

/** The header block, POSIX.1-1988 (ustar), which all later formats keep to. */
export const HEADER: Readonly<Record<FieldName, HeaderField>> = {
  name: { offset: 0, width: 100 },
  mode: { offset: 100, width: 8 },
  uid: { offset: 108, width: 8 },
  gid: { offset: 116, width: 8 },
  size: { offset: 124, width: 12 },
  mtime: { offset: 136, width: 12 },
  checksum: { offset: 148, width: 8 },
  type: { offset: 156, width: 1 },
  linkname: { offset: 157, width: 100 },
  /** With the version behind it. */
  magic: { offset: 257, width: 8 },
  uname: { offset: 265, width: 32 },
  gname: { offset: 297, width: 32 },
  devmajor: { offset: 329, width: 8 },
  devminor: { offset: 337, width: 8 },
  prefix: { offset: 345, width: 155 },
};

/** Sum of all bytes of the block, with spaces where the checksum stands. */
export function headerChecksum(block: Uint8Array, isSigned = false): number {
  const { offset, width } = HEADER.checksum;
  let sum = width * 0x20;
  for (let at = 0; at < block.length; at++) {
    if (at === offset) at += width;
    const byte = block[at] as number;
    sum += isSigned && byte > 0x7f ? byte - 0x100 : byte;
  }
  return sum;
}
