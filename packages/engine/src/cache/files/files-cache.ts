import { encodeFilesCache } from "./files-cache-codec.ts";
import { FileTable } from "./file-table.ts";
import type { FilesCacheMode } from "./files-cache-mode.ts";

/** The part of a file's stat that the files cache looks at. */
export interface CachedStat {
  /** Bytes. */
  readonly size: number;
  readonly ino: bigint;
  /** ns since 1970. */
  readonly mtime: bigint;
  /** ns since 1970. */
  readonly ctime: bigint;
}

export interface FileLookup {
  /** The path was seen in an earlier backup. */
  readonly known: boolean;
  /**
   * The file's chunk ids (32 bytes each, one after the other) if it did not change; `undefined` if it has to be read.
   * A view, valid until the next `memorize`.
   */
  readonly chunkIds: Uint8Array | undefined;
}

const UNKNOWN: FileLookup = { known: false, chunkIds: undefined };
const CHANGED: FileLookup = { known: true, chunkIds: undefined };
const CMTIME_ENDLESS = 0x7fff_ffff_ffff_ffffn;
/** Borg's bound for stored times: (2^31 - 1 - 2 days) seconds. */
const TIME_MAX = 2_147_310_847_000_000_000n;

/**
 * What earlier backups knew of files, so that an unchanged file need not be opened.
 *
 * Only regular files belong here; the caller sees to that.
 * @see docs/formats/files-cache.md
 */
export class FilesCache {
  readonly #table: FileTable;
  /** Newest ctime or mtime memorized since loading; `undefined` before the first. */
  #newestCmtime: bigint | undefined;

  constructor(table: FileTable = new FileTable()) {
    this.#table = table;
  }

  get count(): number {
    return this.#table.count;
  }

  /**
   * Compares a file with what is known under `pathHash` (id hash of its absolute path). An unchanged one counts as seen,
   * and its inode is brought up to date.
   */
  lookup(pathHash: Uint8Array, stat: CachedStat, mode: FilesCacheMode): FileLookup {
    if (mode.includes("d") || mode.includes("r")) return UNKNOWN;
    const table = this.#table;
    const place = table.find(pathHash);
    if (place === -1) return UNKNOWN;
    if (mode.includes("s") && table.size(place) !== stat.size) return CHANGED;
    if (mode.includes("i") && table.inode(place) !== stat.ino) return CHANGED;
    if (mode.includes("c")) {
      if (table.cmtime(place) !== stat.ctime) return CHANGED;
    } else if (mode.includes("m") && table.cmtime(place) !== stat.mtime) {
      return CHANGED;
    }
    table.touch(place, stat.ino);
    return { known: true, chunkIds: table.chunkIds(place) };
  }

  /** Notes a file that was just read. @param chunkIds 32 bytes each, one after the other; copied. */
  memorize(pathHash: Uint8Array, stat: CachedStat, mode: FilesCacheMode, chunkIds: Uint8Array): void {
    if (mode.includes("d")) return;
    const cmtime = clampTime(mode.includes("m") && !mode.includes("c") ? stat.mtime : stat.ctime);
    this.#table.set(pathHash, { age: 0, inode: stat.ino, size: BigInt(stat.size), cmtime }, chunkIds);
    if (this.#newestCmtime === undefined || cmtime > this.#newestCmtime) this.#newestCmtime = cmtime;
  }

  /**
   * Writes what is worth keeping: files of this backup that are older than the newest one read in it (a file written in
   * the same tick of the clock could still change unseen), and files of earlier backups below `ttl` backups of age.
   *
   * @param write Takes each piece; the buffer is reused once `write` has returned.
   * @returns Entries written.
   */
  encode(ttl: number, write: (piece: Uint8Array) => void): number {
    const newest = this.#newestCmtime ?? CMTIME_ENDLESS;
    return encodeFilesCache(this.#table, (age, cmtime) => (age === 0 ? cmtime < newest : age < ttl), write);
  }
}

function clampTime(time: bigint): bigint {
  if (time < 0n) return 0n;
  return time > TIME_MAX ? TIME_MAX : time;
}
