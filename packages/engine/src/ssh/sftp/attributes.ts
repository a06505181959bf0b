import type { PacketReader } from "./packet-reader.ts";
import { u32 } from "./packet-writer.ts";
import { ATTRIBUTE } from "./protocol.ts";

/** What a server tells of a file; it may leave out each of them. */
export interface SftpAttributes {
  readonly size: number | undefined;
  readonly kind: "file" | "folder" | "other" | undefined;
}

const TYPE_MASK = 0o170000;
const FOLDER_TYPE = 0o040000;
const FILE_TYPE = 0o100000;

export function readAttributes(packet: PacketReader): SftpAttributes {
  const flags = packet.u32();
  const size = (flags & ATTRIBUTE.SIZE) === 0 ? undefined : packet.u64();
  if ((flags & ATTRIBUTE.OWNER) !== 0) void [packet.u32(), packet.u32()];
  const mode = (flags & ATTRIBUTE.PERMISSIONS) === 0 ? undefined : packet.u32();
  if ((flags & ATTRIBUTE.TIMES) !== 0) void [packet.u32(), packet.u32()];
  if ((flags & ATTRIBUTE.EXTENDED) !== 0) {
    for (let count = packet.u32(); count > 0; count--) void [packet.bytes(), packet.bytes()];
  }
  return { size, kind: mode === undefined ? undefined : kindOf(mode) };
}

function kindOf(mode: number): SftpAttributes["kind"] {
  const type = mode & TYPE_MASK;
  return type === FOLDER_TYPE ? "folder" : type === FILE_TYPE ? "file" : "other";
}

/** Attributes of something new: its permissions. */
export function permissions(mode: number): Uint8Array[] {
  return [u32(ATTRIBUTE.PERMISSIONS), u32(mode)];
}

/** No attributes. */
export function noAttributes(): Uint8Array[] {
  return [u32(0)];
}
