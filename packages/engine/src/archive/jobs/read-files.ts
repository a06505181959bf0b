import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import type { BigIntStats } from "node:fs";
import type { Job, JobContext } from "../../threads/index.ts";
import { cutChunks } from "./cut-chunks.ts";
import type { FilesChanged } from "./files-changed.ts";
import { changedBetween } from "./files-changed.ts";
import { threadState } from "./setup.ts";

/** Small regular files, each with a slot of shared memory for its content. */
export interface ReadFiles {
  /** Raw bytes of each path. */
  readonly paths: readonly Uint8Array[];
  /** Pairs: address of the slot, its size (one byte more than the file is expected to have). */
  readonly slots: Float64Array;
  /** Inode that the walk saw. */
  readonly inodes: BigUint64Array;
  /** ctime that the walk saw, ns. */
  readonly ctimes: BigInt64Array;
  readonly filesChanged: FilesChanged;
  readonly noatime: boolean;
}

/** What a system call said, without the path. */
export interface ReadTrouble {
  readonly operation: "open" | "fstat" | "read" | "fstat2";
  readonly code: string;
  readonly errno: number;
}

export interface FileRead {
  /** Sizes of the chunks; they lie in the slot one after another. */
  readonly sizes: readonly number[];
  readonly trouble?: ReadTrouble;
  /** Another file stands at this path than the one the walk saw. */
  readonly replaced?: "type" | "inode";
  /** Its metadata changed between the walk and the open. */
  readonly stale?: boolean;
  /** It changed while it was read. */
  readonly changed?: boolean;
  /** It grew out of its slot: read it in pieces. */
  readonly grew?: boolean;
}

export interface FilesRead {
  readonly files: readonly FileRead[];
  /** Ids of all chunks of all files, 32 bytes each. */
  readonly ids: Uint8Array;
}

const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;
const O_NOATIME = process.platform === "linux" ? 0o1000000 : 0;

/** Reads whole small files, cuts them and names the chunks. Trouble with one file stays with that file. */
export const readFiles: Job<ReadFiles, FilesRead> = (context, message) => {
  const ids: Uint8Array[] = [];
  const files = message.paths.map((path, index) => readFile(context, message, path, index, ids));
  return { files, ids: joinIds(ids) };
};

function readFile(
  context: JobContext,
  message: ReadFiles,
  path: Uint8Array,
  index: number,
  ids: Uint8Array[],
): FileRead {
  let operation: ReadTrouble["operation"] = "open";
  let fd = -1;
  try {
    fd = openForBackup(path, message.noatime);
    operation = "fstat";
    const before = fstatSync(fd, { bigint: true });
    const replaced = whatReplaced(before, message.inodes[index] as bigint);
    if (replaced !== undefined) return { sizes: [], replaced };
    operation = "read";
    const slot = message.slots[2 * index] as number;
    const capacity = message.slots[2 * index + 1] as number;
    const size = readWhole(fd, new Uint8Array(context.memory.buffer, slot, capacity));
    if (size === capacity) return { sizes: [], grew: true };
    operation = "fstat2";
    const after = fstatSync(fd, { bigint: true });
    const sizes = nameChunks(context, slot, size, ids);
    return {
      sizes,
      stale: before.ctimeNs !== message.ctimes[index],
      changed: changedBetween(before, after, message.filesChanged),
    };
  } catch (error) {
    const trouble = systemTrouble(operation, error);
    if (trouble === undefined) throw error;
    return { sizes: [], trouble };
  } finally {
    if (fd >= 0) closeSync(fd);
  }
}

function nameChunks(context: JobContext, address: number, size: number, ids: Uint8Array[]): number[] {
  const { key } = threadState(context);
  const data = new Uint8Array(context.memory.buffer, address, size);
  const { sizes } = cutChunks(context, data, true);
  let offset = 0;
  for (const chunkSize of sizes) {
    ids.push(key.idHash(data.subarray(offset, offset + chunkSize)));
    offset += chunkSize;
  }
  return sizes;
}

/** Opens without following a link at the end of the path and, where allowed, without touching the atime. */
export function openForBackup(path: Uint8Array, noatime: boolean): number {
  const name = Buffer.from(path.buffer, path.byteOffset, path.byteLength);
  if (noatime && O_NOATIME !== 0) {
    try {
      return openSync(name, OPEN_FLAGS | O_NOATIME);
    } catch (error) {
      // Only the owner and root may ask for it.
      if ((error as NodeJS.ErrnoException).code !== "EPERM") throw error;
    }
  }
  return openSync(name, OPEN_FLAGS);
}

export function whatReplaced(stats: BigIntStats, inode: bigint): FileRead["replaced"] {
  if (!stats.isFile()) return "type";
  return stats.ino === inode ? undefined : "inode";
}

/** Reads until the end of the file or of `target`. */
export function readWhole(fd: number, target: Uint8Array, position: number | null = null): number {
  let size = 0;
  while (size < target.length) {
    const count = readSync(fd, target, size, target.length - size, position === null ? null : position + size);
    if (count === 0) break;
    size += count;
  }
  return size;
}

/** What a system call said; `undefined` for any other error. */
export function systemTrouble(operation: ReadTrouble["operation"], error: unknown): ReadTrouble | undefined {
  const { code, errno } = error as NodeJS.ErrnoException;
  if (code === undefined || errno === undefined) return undefined;
  return { operation, code, errno: Math.abs(errno) };
}

export function joinIds(ids: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(ids.length * 32);
  ids.forEach((id, index) => joined.set(id, index * 32));
  return joined;
}
