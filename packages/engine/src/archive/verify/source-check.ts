import type { Item } from "@coffer/format/archive";
import { isRegular, OSError, platform } from "../../platform/index.ts";
import type { FileStat } from "../../platform/index.ts";
import { ParentFolders } from "../restore/index.ts";
import { FileError } from "../source/index.ts";
import type { ContentCheck } from "./content-check.ts";
import type { Mismatch } from "./mismatch.ts";

/** A file that has changed so shortly before the archive may have changed once more within the same tick of the clock. */
const TICK_NS = 1_000_000_000n;

/**
 * Compares files on this machine with the archive that was made from them, where they are unchanged since: same path, type, size, ctime and
 * mtime. Nobody can set a ctime but the kernel, so a file that differs nevertheless has been changed by the disk, not by a program.
 */
export class SourceCheck {
  /** Files that were unchanged, and so compared. */
  files: number = 0;
  readonly #folders: ParentFolders;
  readonly #content: ContentCheck;
  readonly #begunNs: bigint;

  /**
   * @param folder What paths of the archive are relative to.
   * @param begunNs When the archive was begun; a file that changed later cannot be compared.
   */
  constructor(folder: string, content: ContentCheck, begunNs: bigint) {
    this.#folders = new ParentFolders(folder);
    this.#content = content;
    this.#begunNs = begunNs;
  }

  /** @returns In what the source differs; undefined if it does not, or is not comparable. */
  async difference(item: Item): Promise<Mismatch | undefined> {
    if (!isRegular(item.mode) || item.chunks === undefined || item.chunks_healthy !== undefined) return undefined;
    if (item.ctime === undefined || item.ctime > this.#begunNs - TICK_NS) return undefined;
    try {
      return await this.#compare(item);
    } catch (error) {
      // a path that leads elsewhere now, or a file that may not be read: its drill is the archive's
      if (error instanceof OSError || error instanceof FileError) return undefined;
      const { code, message } = error as NodeJS.ErrnoException;
      if (code === "EIO") return { path: item.path, kind: "unreadable", detail: message, side: "source" };
      throw error;
    }
  }

  close(): void {
    this.#folders.close();
  }

  async #compare(item: Item): Promise<Mismatch | undefined> {
    this.#folders.trim();
    const place = this.#folders.place(item.path, false);
    const stat = place === undefined ? undefined : platform().statIfExists(place.dir, place.name);
    if (place === undefined || stat === undefined || !isUnchanged(item, stat)) return undefined;
    const fd = platform().openFile(place.dir, place.name);
    try {
      const at = await this.#content.firstDifference(fd, item.chunks ?? []);
      // somebody may have written to it meanwhile
      if (!isUnchanged(item, platform().fstat(fd))) return undefined;
      this.files += 1;
      if (at === undefined) return undefined;
      const detail = `differs from byte ${at} on, although neither size nor ctime has changed since the archive`;
      return { path: item.path, kind: "content", detail, side: "source" };
    } finally {
      platform().close(fd);
    }
  }
}

function isUnchanged(item: Item, stat: FileStat): boolean {
  return isRegular(stat.mode) && stat.size === item.size && stat.ctime === item.ctime && stat.mtime === item.mtime;
}
