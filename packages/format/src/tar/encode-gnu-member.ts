import { concatBytes, encodedLength, encodeTextInto, textToBytes } from "../bytes/index.ts";
import { TAR_BLOCK_SIZE, tarPadding } from "./blocks.ts";
import { HEADER, headerChecksum } from "./header-layout.ts";
import type { HeaderField } from "./header-layout.ts";
import { writeNumberField } from "./number-field.ts";
import type { TarMember } from "./tar-member.ts";
import { TAR_BLOCK_DEVICE, TAR_CHARACTER_DEVICE, TAR_FOLDER, TAR_LONG_LINK, TAR_LONG_NAME } from "./tar-type.ts";

const GNU_MAGIC = textToBytes("ustar  \0");
const LONG_NAME = "././@LongLink";

/**
 * Header of a member in GNU format, byte for byte as Python's tarfile writes it: one block, and before it the blocks that
 * carry a link target or a name of more than 100 bytes.
 */
export function encodeGnuMember(member: TarMember): Uint8Array {
  const isFolder = member.type === TAR_FOLDER && !member.name.endsWith("/");
  const named = isFolder ? { ...member, name: `${member.name}/` } : member;
  const block = encodeBlock(named);
  const isLinkLong = encodedLength(named.linkname) > HEADER.linkname.width;
  const isNameLong = encodedLength(named.name) > HEADER.name.width;
  if (!isLinkLong && !isNameLong) return block;
  return concatBytes(
    ...(isLinkLong ? encodeLong(named.linkname, TAR_LONG_LINK) : []),
    ...(isNameLong ? encodeLong(named.name, TAR_LONG_NAME) : []),
    block,
  );
}

/** A member of its own, whose content is a text and a NUL. */
function encodeLong(text: string, type: string): Uint8Array[] {
  const bytes = textToBytes(text);
  const size = bytes.length + 1;
  const header = encodeBlock({
    name: LONG_NAME,
    type,
    mode: 0,
    uid: 0,
    gid: 0,
    size,
    mtime: 0,
    linkname: "",
    uname: "",
    gname: "",
    devmajor: 0,
    devminor: 0,
  });
  return [header, bytes, new Uint8Array(1 + tarPadding(size))];
}

function encodeBlock(member: TarMember): Uint8Array {
  const block = new Uint8Array(TAR_BLOCK_SIZE);
  writeText(block, HEADER.name, member.name);
  writeNumberField(block, HEADER.mode, member.mode & 0o7777);
  writeNumberField(block, HEADER.uid, member.uid);
  writeNumberField(block, HEADER.gid, member.gid);
  writeNumberField(block, HEADER.size, member.size);
  writeNumberField(block, HEADER.mtime, Math.trunc(member.mtime));
  block[HEADER.type.offset] = member.type.charCodeAt(0);
  writeText(block, HEADER.linkname, member.linkname);
  block.set(GNU_MAGIC, HEADER.magic.offset);
  writeText(block, HEADER.uname, member.uname);
  writeText(block, HEADER.gname, member.gname);
  if (member.type === TAR_CHARACTER_DEVICE || member.type === TAR_BLOCK_DEVICE) {
    writeNumberField(block, HEADER.devmajor, member.devmajor);
    writeNumberField(block, HEADER.devminor, member.devminor);
  }
  const { offset, width } = HEADER.checksum;
  // Six digits and a NUL; the last byte stays a space, as it was when the sum was taken.
  writeNumberField(block, { offset, width: width - 1 }, headerChecksum(block));
  block[offset + width - 1] = 0x20;
  return block;
}

/** As much of a text as its field holds. */
function writeText(block: Uint8Array, field: HeaderField, text: string): void {
  if (text.length * 3 <= field.width) encodeTextInto(text, block, field.offset);
  else block.set(textToBytes(text).subarray(0, field.width), field.offset);
}
