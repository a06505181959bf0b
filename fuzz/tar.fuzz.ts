import { concatBytes, textToBytes } from "@coffer/format/bytes";
import {
  encodeGnuMember,
  TAR_BLOCK_SIZE,
  TAR_FOLDER,
  TAR_LONG_LINK,
  TAR_PAX,
  TAR_PAX_GLOBAL,
  TAR_REGULAR,
  TAR_SPARSE,
  TarReader,
  TarReadError,
  tarPadding,
  tarTrailer,
} from "@coffer/format/tar";
import type { TarMember } from "@coffer/format/tar";
import type { FuzzTarget } from "./fuzz-target.ts";

const FILE: TarMember = {
  name: "in/file",
  type: TAR_REGULAR,
  mode: 0o644,
  uid: 1000,
  gid: 100,
  size: 0,
  mtime: 1_700_000_000,
  linkname: "",
  uname: "joe",
  gname: "users",
  devmajor: 0,
  devminor: 0,
};

const CHECKSUM = 148;
const MAGIC = 257;
/** A file of zeros may be of any size: more of it says nothing new. */
const CONTENT_MAX = 65_536;

function member(changes: Partial<TarMember>, content = ""): Uint8Array {
  const bytes = textToBytes(content);
  const header = encodeGnuMember({ ...FILE, size: bytes.length, ...changes });
  return concatBytes(header, bytes, new Uint8Array(tarPadding(bytes.length)));
}

/** Makes the checksums of headers right again, so that mutations get past them. */
function withChecksums(input: Uint8Array): Uint8Array {
  const bytes = input.slice();
  for (let at = 0; at + TAR_BLOCK_SIZE <= bytes.length; at += TAR_BLOCK_SIZE) {
    if (bytes[at + MAGIC] !== 0x75 || bytes[at + MAGIC + 1] !== 0x73) continue;
    bytes.fill(0x20, at + CHECKSUM, at + CHECKSUM + 8);
    const sum = bytes.subarray(at, at + TAR_BLOCK_SIZE).reduce((total, byte) => total + byte, 0);
    bytes.set(textToBytes(`${sum.toString(8).padStart(6, "0")}\0`), at + CHECKSUM);
  }
  return bytes;
}

async function readMembers(bytes: Uint8Array, ignoreZeros: boolean): Promise<TarMember[]> {
  let at = 0;
  const readInto = (target: Uint8Array): Promise<number> => {
    const piece = bytes.subarray(at, at + target.length);
    target.set(piece);
    at += piece.length;
    return Promise.resolve(piece.length);
  };
  const members: TarMember[] = [];
  const content = new Uint8Array(CONTENT_MAX);
  try {
    const reader = new TarReader({ readInto }, { ignoreZeros });
    for (let next = await reader.next(); next !== undefined; next = await reader.next()) {
      members.push(next);
      const count = await reader.readInto(content);
      if (count !== Math.min(next.size, CONTENT_MAX)) throw new Error("content of another size than the member's");
    }
  } catch (error) {
    if (!(error instanceof TarReadError)) throw error;
  }
  return members;
}

/** Tar files of all formats. What is read must be the same when it was written again, as far as the GNU format holds it. */
export const target: FuzzTarget = {
  name: "tar",
  seeds: () => [
    concatBytes(member({}, "content"), member({ name: "in/d", type: TAR_FOLDER }), tarTrailer(0)),
    concatBytes(
      member({ name: "././@LongLink", type: TAR_LONG_LINK }, `${"l".repeat(200)}\0`),
      member({ name: "n".repeat(150), type: "2" }),
    ),
    concatBytes(
      member({ type: TAR_PAX_GLOBAL }, "16 uname=nobody\n"),
      member({ type: TAR_PAX }, "13 path=päth\n16 mtime=12.345\n"),
      member({}, "abc"),
    ),
    concatBytes(
      member({ type: TAR_PAX }, "22 GNU.sparse.major=1\n22 GNU.sparse.minor=0\n28 GNU.sparse.realsize=4000\n"),
      member({}, `1\n100\n5\n${"\0".repeat(504)}abcde`),
    ),
    concatBytes(member({ type: TAR_PAX }, "24 GNU.sparse.size=4000\n24 GNU.sparse.map=100,5\n"), member({}, "abcde")),
    member({ type: TAR_SPARSE }, "abcde"),
  ],
  async run(input) {
    const repaired = withChecksums(input);
    await readMembers(input, true);
    for (const read of [...(await readMembers(repaired, false)), ...(await readMembers(repaired, true))]) {
      const whole = { ...read, type: TAR_REGULAR, size: 0, mtime: Math.trunc(read.mtime), mode: read.mode & 0o7777 };
      if (read.name === "" || read.name.includes("\0") || read.linkname.includes("\0")) continue;
      const [again] = await readMembers(encodeGnuMember(whole), false);
      if (again?.name !== read.name || again.linkname !== read.linkname || again.uid !== read.uid) {
        throw new Error("a member changes when it is written again");
      }
    }
  },
};
