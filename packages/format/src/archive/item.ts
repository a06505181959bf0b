/** A piece of a file's content. */
export interface ItemChunk {
  /** 32 bytes. Decoded: a view of the bytes that the item was decoded from. */
  readonly id: Uint8Array;
  /** Bytes of content. */
  readonly size: number;
  /** Bytes of the stored object. */
  readonly csize: number;
}

/**
 * One file system object inside an archive. Names and meanings are Borg's; see docs/formats/items.md.
 *
 * Texts are lossless: bytes that are not UTF-8 are escaped as `bytesToText` does. Times are nanoseconds since 1970.
 */
export interface Item {
  /** Relative, without `.` and `..`. */
  path: string;
  /** Type and permission bits. */
  mode: number;
  uid: number;
  gid: number;
  /** `null`: unknown, or left out by `--numeric-ids`. */
  user: string | null;
  group: string | null;
  mtime: bigint;
  atime?: bigint;
  ctime?: bigint;
  birthtime?: bigint;
  /** Sum of the chunks' sizes. */
  size?: number;
  /** Content of a regular file; hard links to an earlier item have none. */
  chunks?: ItemChunk[];
  /** What `chunks` were before a repair put zeros in the place of missing ones. */
  chunks_healthy?: ItemChunk[];
  hardlink_master?: boolean;
  /** Target of a symlink; of everything else the path of the item that this one is a hard link to. */
  source?: string;
  /** Device number as the operating system encodes it. */
  rdev?: number;
  /** By name; `null` is an empty value. */
  xattrs?: Map<string, Uint8Array | null>;
  acl_access?: Uint8Array;
  acl_default?: Uint8Array;
  acl_extended?: Uint8Array;
  acl_nfs4?: Uint8Array;
  bsdflags?: number;
  /** 1, 2, … : this item is a piece of a file that was interrupted by checkpoints. */
  part?: number;
  /** Keys that we do not know, with their packed values: kept when the item is written again. */
  unknown?: Map<string, Uint8Array>;
}

/** Every key that an item may have; any other makes an item invalid for `check`. Sorted. */
export const ITEM_KEYS: readonly ItemKey[] = [
  "acl_access",
  "acl_default",
  "acl_extended",
  "acl_nfs4",
  "atime",
  "birthtime",
  "bsdflags",
  "chunks",
  "chunks_healthy",
  "ctime",
  "gid",
  "group",
  "hardlink_master",
  "mode",
  "mtime",
  "part",
  "path",
  "rdev",
  "size",
  "source",
  "uid",
  "user",
  "xattrs",
];

export type ItemKey = Exclude<keyof Item, "unknown">;

/** Keys without which `check` takes an item for damaged. */
export const REQUIRED_ITEM_KEYS: readonly ItemKey[] = ["path", "mtime"];
