import { isHardlinkSlave, stripComponents } from "@coffer/format/archive";
import type { Item, ItemChunk } from "@coffer/format/archive";
import { textToBytes } from "@coffer/format/bytes";
import { genericWarning } from "@coffer/format/errors";
import type { BorgWarning } from "@coffer/format/errors";
import { constants } from "node:os";
import {
  cString,
  fileType,
  isDirectory,
  OSError,
  osErrorFrom,
  platform,
  S_IFBLK,
  S_IFCHR,
  S_IFDIR,
  S_IFIFO,
  S_IFLNK,
  S_IFREG,
} from "../../platform/index.ts";
import { FileError, fileErrorFrom } from "../source/index.ts";
import { assertContent } from "./assert-content.ts";
import { ContentWriter } from "./content-writer.ts";
import { MasterLinks } from "./master-links.ts";
import { ParentFolders } from "./parent-folders.ts";
import type { Place } from "./parent-folders.ts";
import { restoreAttributes } from "./restore-attributes.ts";
import type { RestoreOptions } from "./restore-attributes.ts";

const { EEXIST } = constants.errno;

export interface ItemRestorerOptions extends RestoreOptions {
  /** Absolute path of the folder to restore into; must exist. */
  readonly target: string;
  /** Leave holes in the place of chunks that are all zeros. */
  readonly sparse?: boolean;
  readonly stripComponents?: number;
  /** Gets trouble that does not keep an item from being restored. */
  warn(warning: BorgWarning): void;
}

/** A file being restored. After `finish` or `abort` it is closed. */
export interface FileRestoration {
  /** Takes all of `piece`. @throws {FileError} If the disk refuses: call `abort` then. */
  write(piece: Uint8Array): void;
  /** Gives the file its metadata. @throws {FileError} The file stays as it is, and is closed. */
  finish(): void;
  /** Closes the file and leaves what is there. */
  abort(): void;
}

/** Where calls on a path stand, in Borg's words; see {@link ItemRestorer}. */
type Operation = "makedirs" | "link" | "open" | "write" | "truncate_and_attrs" | "attrs" | "";

/**
 * Restores items into a folder, one after the other in the archive's order.
 *
 * Files that are in the way are replaced. Metadata of a folder is set once nothing more goes into it. Nothing is ever
 * written outside of the target, whatever the archive says. Each method throws `FileError` if one item cannot be restored:
 * warn, and go on with the next.
 *
 * Everything happens at once on the calling thread. Nothing is synced to disk.
 */
export class ItemRestorer {
  readonly #options: ItemRestorerOptions;
  readonly #parents: ParentFolders;
  readonly #masters = new MasterLinks();
  readonly #folders: { readonly item: Item; readonly path: string }[] = [];
  /** Borg's messages begin with the last thing it set out to do, even if that was for another item. */
  #operation: Operation = "";

  /** @throws {OSError} If the target is no folder. */
  constructor(options: ItemRestorerOptions) {
    this.#options = options;
    this.#parents = new ParentFolders(options.target);
  }

  /** Path of an item in the target; empty: `stripComponents` leaves nothing of it, so do not restore it. */
  pathOf(item: Item): string {
    const { stripComponents: count = 0 } = this.#options;
    return count === 0 ? item.path : stripComponents(item.path, count);
  }

  /** Notes an item that is not selected: hard links to it may be. */
  skip(item: Item): void {
    this.#masters.skip(item);
  }

  /** Chunks to fetch for a selected item. Ask once for each, in order. */
  contentOf(item: Item): readonly ItemChunk[] {
    return this.#masters.contentOf(item);
  }

  /** Sets the metadata of all folders that `path` is not in. Call it before each item. */
  leaveFolders(path: string): void {
    for (;;) {
      const folder = this.#folders.at(-1);
      if (folder === undefined || isInside(path, folder.path)) return;
      this.#folders.pop();
      this.#settle(folder.item, folder.path);
    }
  }

  /**
   * Begins a regular file.
   *
   * @returns `undefined` if it was a hard link, which is done already.
   */
  beginFile(item: Item): FileRestoration | undefined {
    const path = this.pathOf(item);
    const place = this.#place(path, "makedirs");
    if (isHardlinkSlave(item) && this.#linked(item, path, place)) return undefined;
    this.#operation = "open";
    const fd = this.#during(path, () => this.#createFile(path, place));
    return this.#restoration(item, path, fd);
  }

  /** Restores a regular file whose content is at hand. */
  restoreFile(item: Item, content: Iterable<Uint8Array>): void {
    const file = this.beginFile(item);
    if (file === undefined) return;
    try {
      for (const piece of content) file.write(piece);
    } catch (error) {
      file.abort();
      throw error;
    }
    file.finish();
  }

  /** Restores anything but a regular file. The metadata of a folder waits for {@link leaveFolders}. */
  restore(item: Item): void {
    const path = this.pathOf(item);
    const place = this.#place(path, this.#operation);
    switch (fileType(item.mode)) {
      case S_IFDIR:
        this.#during(path, () => this.#makeFolder(path, place));
        this.#folders.push({ item, path });
        return;
      case S_IFLNK:
        this.#restoreSymlink(item, path, place);
        return;
      case S_IFIFO:
      case S_IFCHR:
      case S_IFBLK:
        this.#restoreNode(item, path, place);
        return;
      case S_IFREG:
        throw new TypeError("restoreFile() is for regular files");
      default:
        throw new FileError("BackupError", `Unknown archive item type ${item.mode}`);
    }
  }

  /** Sets the metadata of the folders that are left, and lets go of the target. Always call it. */
  finish(): void {
    try {
      for (let folder = this.#folders.pop(); folder !== undefined; folder = this.#folders.pop()) {
        this.#settle(folder.item, folder.path);
      }
    } finally {
      this.#parents.close();
    }
  }

  /** How many folders wait for their metadata. */
  get waitingFolders(): number {
    return this.#folders.length;
  }

  #place(path: string, operation: Operation): Place {
    if (path.startsWith("/") || path === "") throw new FileError("BackupPathTraversalError", path);
    this.#operation = operation;
    this.#parents.trim();
    return this.#during(path, () => this.#parents.place(path, true));
  }

  #restoreSymlink(item: Item, path: string, place: Place): void {
    const { source } = item;
    if (source === undefined) throw new FileError("BackupError", "symlink without a target");
    const make = (): void => platform().makeSymlink(cString(textToBytes(source)), place.dir, place.name);
    this.#during(path, () => this.#replacing(path, place, make), source);
    this.#restoreAttributes(item, path, place);
  }

  #restoreNode(item: Item, path: string, place: Place): void {
    if (isHardlinkSlave(item) && this.#linked(item, path, place)) return;
    const make = (): void => platform().makeNode(place.dir, place.name, item.mode, item.rdev ?? 0);
    this.#during(path, () => this.#replacing(path, place, make));
    this.#restoreAttributes(item, path, place);
    this.#masters.restored(item, path);
  }

  /** @returns Whether the item is a hard link now; otherwise it is the first of its kind and to be restored. */
  #linked(item: Item, path: string, place: Place): boolean {
    const plan = this.#masters.planFor(item);
    const source = stripComponents(item.source ?? "", this.#options.stripComponents ?? 0);
    const from = this.#linkSource(item, source);
    if (plan.kind === "restore") return false;
    this.#operation = "link";
    const target = plan.path === undefined ? from : this.#linkSource(item, plan.path);
    const make = (): void => {
      if (target === undefined) throw new OSError(constants.errno.ENOENT);
      platform().makeLink(target.dir, target.name, place.dir, place.name);
    };
    this.#during(path, () => this.#replacing(path, place, make), this.#shown(plan.path ?? source));
    return true;
  }

  #linkSource(item: Item, source: string): Place | undefined {
    try {
      if (source.startsWith("/")) throw new FileError("BackupPathTraversalError", source);
      return this.#during(source, () => this.#parents.place(source, false));
    } catch (error) {
      if (error instanceof FileError) throw new FileError("BackupHardlinkSourceError", item.path, { cause: error });
      throw error;
    }
  }

  #createFile(path: string, place: Place): number {
    try {
      return this.#replacing(path, place, () => platform().createFile(place.dir, place.name));
    } catch (error) {
      if (!(error instanceof OSError) || error.errno !== EEXIST) throw error;
      return platform().overwriteFile(place.dir, place.name);
    }
  }

  #makeFolder(path: string, place: Place): void {
    try {
      this.#replacing(path, place, () => platform().makeDirectory(place.dir, place.name, 0o777));
    } catch (error) {
      const isThere = error instanceof OSError && error.errno === EEXIST;
      if (!isThere || !isDirectory(platform().stat(place.dir, place.name).mode)) throw error;
    }
  }

  /** Runs `make`; if something is in the way, removes that and tries once more. */
  #replacing<T>(path: string, place: Place, make: () => T): T {
    try {
      return make();
    } catch (error) {
      if (!(error instanceof OSError) || error.errno !== EEXIST) throw error;
    }
    this.#remove(path, place);
    return make();
  }

  /** Removes a file or an empty folder; whatever cannot be removed stays. */
  #remove(path: string, { dir, name }: Place): void {
    const stat = platform().statIfExists(dir, name);
    if (stat === undefined) return;
    try {
      if (isDirectory(stat.mode)) {
        platform().removeDirectory(dir, name);
        this.#parents.forget(path);
      } else platform().unlink(dir, name);
    } catch (error) {
      if (!(error instanceof OSError)) throw error;
    }
  }

  #restoration(item: Item, path: string, fd: number): FileRestoration {
    const content = new ContentWriter(fd, this.#options.sparse === true);
    return {
      write: (piece) => {
        this.#operation = "write";
        this.#during(undefined, () => content.write(piece));
      },
      finish: () => {
        try {
          this.#operation = "truncate_and_attrs";
          this.#during(undefined, () => content.finish());
          this.#restoreAttributes(item, undefined, fd);
        } catch (error) {
          closeAnyway(fd);
          throw error;
        }
        this.#during(undefined, () => platform().close(fd));
        this.#masters.restored(item, path);
        assertContent(item, content.size);
      },
      abort: () => closeAnyway(fd),
    };
  }

  /** @param path Named in messages; Borg names none for open files. */
  #restoreAttributes(item: Item, path: string | undefined, target: number | Place): void {
    this.#operation = "attrs";
    this.#during(path, () =>
      restoreAttributes(target, item, this.#options, (line) => this.#options.warn(genericWarning(line))),
    );
  }

  /** Metadata of a folder; trouble with it becomes a warning about the folder. */
  #settle(item: Item, path: string): void {
    try {
      const place = this.#place(path, this.#operation);
      // opened first, so that nothing that has taken the folder's place since is touched
      const dir = this.#during(path, () => platform().enterDirectory(place.dir, place.name));
      try {
        this.#restoreAttributes(item, path, { dir, name: SELF });
      } finally {
        platform().close(dir.fd);
      }
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      this.#options.warn(error.toWarning(path));
    }
  }

  /** Runs a call; its system errors become this item's trouble, naming the full path as Borg does. */
  #during<T>(path: string | undefined, call: () => T, from?: string): T {
    try {
      return call();
    } catch (error) {
      const cause = osErrorFrom(error);
      if (!(cause instanceof OSError)) throw cause;
      throw fileErrorFrom(this.#operation, this.#named(cause, path, from));
    }
  }

  #named(error: OSError, path: string | undefined, from: string | undefined): OSError {
    if (path === undefined) return new OSError(error.errno);
    const shown = this.#shown(path);
    return from === undefined ? new OSError(error.errno, shown) : new OSError(error.errno, from, shown);
  }

  #shown(path: string): string {
    const { target } = this.#options;
    return target.endsWith("/") ? target + path : `${target}/${path}`;
  }
}

/** Closes a file that is given up; what the system says to that does not matter any more. */
function closeAnyway(fd: number): void {
  try {
    platform().close(fd);
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
  }
}

const SELF = cString(Buffer.from("."));

function isInside(path: string, folder: string): boolean {
  return folder === "." || path === folder || path.startsWith(`${folder}/`);
}
