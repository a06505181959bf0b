import { closeSync, constants, openSync, readSync } from "node:fs";
import { isRegular, platform } from "../../platform/index.ts";
import type { FileStat } from "../../platform/index.ts";
import type { Job, JobContext } from "../../threads/index.ts";
import type { FilesChanged } from "./files-changed.ts";
import { changedBetween } from "./files-changed.ts";
import { nameChunks } from "./name-chunks.ts";

/** Small regular files, each with a slot of shared memory for its content. */
export interface ReadFiles {
  /** Raw bytes of all paths, one after another. What has an empty one lies in its slot already. */
  readonly paths: Uint8Array;
  /** Where each path ends in `paths`. */
  readonly pathEnds: Uint32Array;
  /** Pairs: address of the slot, its size (one byte more than the file is expected to have). */
  readonly slots: Float64Array;
  /** Inode that the walk saw. */
  readonly inodes: BigUint64Array;
  /** ctime that the walk saw, ns. */
  readonly ctimes: BigInt64Array;
  readonly filesChanged: FilesChanged;
  readonly noatime: boolean;
  /** For whom. */
  readonly lanes: readonly number[];
  /** For each file the lanes that want it, a bit for each, the lowest for `lanes[0]`. Left out: all want all. */
  readonly wanted?: Uint32Array | undefined;
}

/** What a system call said, without the path. */
export interface ReadTrouble {
  readonly operation: "open" | "fstat" | "read" | "fstat2";
  readonly code: string;
  readonly errno: number;
}

/** What became of one file, besides its chunks. */
export interface FileRead {
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

/** What one lane gets. Typed arrays, so that a message between threads costs next to nothing per file. */
export interface FilesRead {
  /** How many chunks each file has, none where it was not wanted; they lie in its slot one after another. */
  readonly chunkCounts: Uint32Array;
  /** Sizes of all chunks of all files. */
  readonly chunkSizes: Uint32Array;
  /** Ids of all chunks of all files, 32 bytes each. */
  readonly ids: Uint8Array;
  /** Files of which there is more to say, by index. */
  readonly remarks: ReadonlyMap<number, FileRead>;
}

const OPEN_FLAGS = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK | constants.O_NOCTTY;
const O_NOATIME = process.platform === "linux" ? 0o1000000 : 0;

/** What a job gathers over its files, for one lane. */
interface Gathered {
  readonly counts: Uint32Array;
  readonly sizes: number[];
  readonly ids: Uint8Array[];
}

/** Reads whole small files, cuts them and names the chunks, for each lane. Trouble with one file stays with that file. */
export const readFiles: Job<ReadFiles, readonly FilesRead[]> = (context, message) => {
  const count = message.pathEnds.length;
  const remarks = new Map<number, FileRead>();
  const gathered = message.lanes.map((): Gathered => ({ counts: new Uint32Array(count), sizes: [], ids: [] }));
  for (let index = 0; index < count; index++) {
    const remark = readFile(context, message, index, gathered);
    if (remark !== undefined) remarks.set(index, remark);
  }
  return gathered.map(({ counts, sizes, ids }) => ({
    chunkCounts: counts,
    chunkSizes: Uint32Array.from(sizes),
    ids: joinIds(ids),
    remarks,
  }));
};

function pathOf(message: ReadFiles, index: number): Uint8Array {
  return message.paths.subarray(index === 0 ? 0 : message.pathEnds[index - 1], message.pathEnds[index]);
}

/** @returns What there is to say of it, if anything. */
function readFile(
  context: JobContext,
  message: ReadFiles,
  index: number,
  gathered: readonly Gathered[],
): FileRead | undefined {
  const path = pathOf(message, index);
  const slot = message.slots[2 * index] ?? 0;
  const capacity = message.slots[2 * index + 1] ?? 0;
  if (path.length === 0) {
    nameContent(context, message, index, capacity - 1, gathered);
    return undefined;
  }
  let operation: ReadTrouble["operation"] = "open";
  let fd = -1;
  try {
    fd = openForBackup(path, message.noatime);
    operation = "fstat";
    const before = platform().fstat(fd);
    const replaced = whatReplaced(before, message.inodes[index] ?? -1n);
    if (replaced !== undefined) return { replaced };
    operation = "read";
    const target = new Uint8Array(context.memory.buffer, slot, capacity);
    let size = readSync(fd, target, 0, capacity, null);
    operation = "fstat2";
    let after = platform().fstat(fd);
    if (size !== after.size) {
      operation = "read";
      size += readWhole(fd, target.subarray(size));
      operation = "fstat2";
      after = platform().fstat(fd);
    }
    if (size === capacity) return { grew: true };
    nameContent(context, message, index, size, gathered);
    const stale = before.ctime !== message.ctimes[index];
    const changed = changedBetween(before, after, message.filesChanged);
    return stale || changed ? { stale, changed } : undefined;
  } catch (error) {
    const trouble = systemTrouble(operation, error);
    if (trouble === undefined) throw error;
    return { trouble };
  } finally {
    if (fd >= 0) closeSync(fd);
  }
}

/** @param size Of what lies in the file's slot by now. */
function nameContent(
  context: JobContext,
  { lanes, wanted, slots }: ReadFiles,
  index: number,
  size: number,
  gathered: readonly Gathered[],
): void {
  const data = new Uint8Array(context.memory.buffer, slots[2 * index], size);
  const mask = wanted?.[index];
  const takers = mask === undefined ? gathered : gathered.filter((_, place) => isIn(mask, place));
  const takersLanes = mask === undefined ? lanes : lanes.filter((_, place) => isIn(mask, place));
  const named = nameChunks(context, takersLanes, () => data, true);
  takers.forEach(({ counts, sizes, ids }, place) => {
    const chunks = named[place];
    if (chunks === undefined) return;
    counts[index] = chunks.sizes.length;
    sizes.push(...chunks.sizes);
    ids.push(...chunks.ids);
  });
}

function isIn(mask: number, place: number): boolean {
  return (mask & (1 << place)) !== 0;
}

/** Opens without following a link at the end of the path and, where allowed, without touching the atime. */
export function openForBackup(path: Uint8Array, noatime: boolean): number {
  const name = Buffer.from(path.buffer, path.byteOffset, path.byteLength);
  if (noatime && O_NOATIME !== 0) {
    try {
      return openSync(name, OPEN_FLAGS | O_NOATIME);
    } catch (error) {
      // Only the owner and root may ask for it, and not on every read-only file system.
      if (!["EPERM", "EACCES", "EROFS"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
    }
  }
  return openSync(name, OPEN_FLAGS);
}

export function whatReplaced(stat: Pick<FileStat, "mode" | "ino">, inode: bigint): FileRead["replaced"] {
  if (!isRegular(stat.mode)) return "type";
  return BigInt(stat.ino) === inode ? undefined : "inode";
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
