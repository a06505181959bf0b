import type { Item } from "@coffer/format/archive";
import { makePathSafe, safeNs } from "@coffer/format/archive";
import { normalizePath } from "@coffer/format/patterns";
import type { TarMember } from "@coffer/format/tar";
import {
  isTarRegular,
  TAR_BLOCK_DEVICE,
  TAR_CHARACTER_DEVICE,
  TAR_FIFO,
  TAR_FOLDER,
  TAR_HARD_LINK,
  TAR_SYMLINK,
} from "@coffer/format/tar";
import { deviceNumber, S_IFBLK, S_IFCHR, S_IFDIR, S_IFIFO, S_IFLNK, S_IFREG } from "../../platform/index.ts";

interface Kind {
  /** Letter of `--list`. */
  readonly status: string;
  /** Type bits of the mode. */
  readonly type: number;
}

const KINDS: Readonly<Record<string, Kind>> = {
  [TAR_FOLDER]: { status: "d", type: S_IFDIR },
  [TAR_SYMLINK]: { status: "s", type: S_IFLNK },
  [TAR_HARD_LINK]: { status: "h", type: S_IFREG },
  [TAR_BLOCK_DEVICE]: { status: "b", type: S_IFBLK },
  [TAR_CHARACTER_DEVICE]: { status: "c", type: S_IFCHR },
  [TAR_FIFO]: { status: "f", type: S_IFIFO },
};

/** A member as an item, without content. `undefined` for types that an archive has no room for. */
export function memberItem(member: TarMember): { item: Item; status: string } | undefined {
  const kind = isTarRegular(member.type) ? { status: "A", type: S_IFREG } : KINDS[member.type];
  if (kind === undefined) return undefined;
  const item: Item = {
    path: makePathSafe(normalizePath(member.name)),
    // Some writers put the type bits in as well.
    mode: kind.type | (member.mode & 0o7777),
    uid: member.uid,
    gid: member.gid,
    user: member.uname === "" ? null : member.uname,
    group: member.gname === "" ? null : member.gname,
    mtime: safeNs(nanoseconds(member.mtime)),
  };
  if (kind.status === "s" || kind.status === "h") item.source = member.linkname;
  if (kind.status === "b" || kind.status === "c") item.rdev = deviceNumber(member.devmajor, member.devminor);
  return { item, status: kind.status };
}

/** Parts of seconds come out as Borg's floating point numbers have them. */
function nanoseconds(seconds: number): bigint {
  return Number.isInteger(seconds) ? BigInt(seconds) * 1_000_000_000n : BigInt(Math.trunc(seconds * 1e9));
}
