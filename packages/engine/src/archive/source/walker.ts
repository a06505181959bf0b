import { isHardlinkable, makePathSafe, stripPrefixOf } from "@coffer/format/archive";
import type { Item } from "@coffer/format/archive";
import { bytesToText, textToBytes } from "@coffer/format/bytes";
import { normalizePath } from "@coffer/format/patterns";
import { genericWarning } from "@coffer/format/errors";
import {
  cString,
  DirectoryListing,
  fileType,
  isDirectory,
  OSError,
  platform,
  S_IFBLK,
  S_IFCHR,
  S_IFIFO,
  S_IFLNK,
  S_IFREG,
  S_IFSOCK,
  UF_NODUMP,
} from "../../platform/index.ts";
import type { CString, Directory, FileStat } from "../../platform/index.ts";
import { duringFileAccess, FileError } from "./file-error.ts";
import { InodeMap } from "./inode-map.ts";
import type { MetadataCollector } from "./metadata-collector.ts";
import { assertSameFile } from "./same-file.ts";
import { specialTarget } from "./special-target.ts";
import { folderTags } from "./tagged-folder.ts";
import type { WalkEvent } from "./walk-event.ts";

/** Decides by path what is stored; `PatternMatcher` is one. */
export interface PathMatcher {
  match(path: string): boolean;
  /** Whether the last match, if it excluded a folder, still lets us look inside. */
  readonly recurseDir: boolean;
}

export interface WalkOptions {
  readonly matcher?: PathMatcher;
  readonly metadata: MetadataCollector;
  readonly excludeCaches?: boolean;
  readonly excludeIfPresent?: readonly string[];
  readonly keepExcludeTags?: boolean;
  readonly excludeNodump?: boolean;
  readonly oneFileSystem?: boolean;
  readonly readSpecial?: boolean;
  /** With `readSpecial`: special files that are not below this folder are left out. Absolute, as paths are walked. */
  readonly specialBelow?: string | undefined;
  /** Store nothing: only statuses and warnings come. */
  readonly dryRun?: boolean;
  /** Folders that are never entered, wherever they are met: cache and repository. */
  readonly skipFolders?: readonly string[];
}

/** The first of some hard links, by its path in the archive. */
export type ForgottenMaster = Pick<FileStat, "ino" | "dev"> & { readonly path: string };

/** A folder being walked. */
interface Frame {
  readonly dir: Directory;
  readonly path: string;
  readonly names: DirectoryListing;
  next: number;
  /** Shown when the folder is done. */
  readonly status: string | undefined;
}

/**
 * Walks folders in Borg's order and says what to store.
 *
 * Inside a folder names come in the order of their inode numbers; a folder comes before its content. Trouble with one file
 * is a warning, and the walk goes on. Keeps hard links and finished roots in mind from one root to the next.
 */
export class Walker {
  readonly #options: WalkOptions;
  readonly #masters = new InodeMap<string>();
  readonly #skipped = new InodeMap<true>();
  /** Of the current root. */
  #stripPrefix: string | undefined;
  #restrictDev: number | undefined;
  #stack: Frame[] = [];
  #events: WalkEvent[] = [];

  constructor(options: WalkOptions) {
    this.#options = options;
    for (const folder of options.skipFolders ?? []) this.#skip(folder);
  }

  /**
   * Walks one root, given as the user typed it (`/./` in it cuts what is before off the stored paths).
   *
   * Folders are open while they are walked; ending the iteration early closes them.
   */
  *walk(root: string): Generator<WalkEvent, void, undefined> {
    const path = this.#begin(root);
    const { cwd } = platform();
    try {
      const name = cString(textToBytes(path));
      const stat = duringFileAccess("stat", () => platform().stat(cwd, name));
      if (this.#options.oneFileSystem === true) this.#restrictDev = stat.dev;
      this.#visit(cwd, name, path);
      yield* this.#drain();
      this.#skipped.set(stat, true);
    } catch (error) {
      yield this.#warningOf(error, path);
    } finally {
      for (const frame of this.#stack.splice(0)) platform().close(frame.dir.fd);
      this.#events = [];
    }
  }

  /** One path on its own, without what is in it and without patterns (`--paths-from-stdin`). */
  *single(given: string): Generator<WalkEvent, void, undefined> {
    const path = this.#begin(given);
    const { cwd } = platform();
    try {
      const name = cString(textToBytes(path));
      const stat = duringFileAccess("stat", () => platform().stat(cwd, name));
      if (isDirectory(stat.mode)) this.#status(this.#folder(cwd, name, path, stat), path);
      else this.#file(cwd, name, path, stat);
      yield* this.#events.splice(0);
    } catch (error) {
      yield* this.#events.splice(0);
      yield this.#warningOf(error, path);
      yield { type: "status", status: "E", path };
    }
  }

  /**
   * Forgets that an entry is the first of its hard links, because it could not be stored: the next link becomes the first.
   */
  forgetMaster(master: ForgottenMaster): void {
    if (this.#masters.get(master) === master.path) this.#masters.delete(master);
  }

  #begin(given: string): string {
    this.#stripPrefix = stripPrefixOf(given);
    this.#restrictDev = undefined;
    return normalizePath(given);
  }

  #skip(folder: string): void {
    try {
      this.#skipped.set(platform().statFollowing(platform().cwd, cString(textToBytes(folder))), true);
    } catch (error) {
      if (!(error instanceof OSError)) throw error;
    }
  }

  *#drain(): Generator<WalkEvent, void, undefined> {
    for (;;) {
      if (this.#events.length > 0) {
        const events = this.#events;
        this.#events = [];
        for (const event of events) yield event;
      }
      const frame = this.#stack.at(-1);
      if (frame === undefined) return;
      if (frame.next < frame.names.length) {
        const name = frame.names.nameAt(frame.next++);
        this.#visit(frame.dir, name, childPath(frame.path, bytesToText(name, 0, name.length - 1)));
        continue;
      }
      this.#stack.pop();
      platform().close(frame.dir.fd);
      this.#status(frame.status, frame.path);
    }
  }

  #visit(dir: Directory, name: CString, path: string): void {
    const { matcher } = this.#options;
    const isIncluded = matcher === undefined || matcher.match(path);
    if (!isIncluded) {
      this.#status("x", path);
      if (!matcher.recurseDir) return;
    }
    try {
      this.#visitExisting(dir, name, path, isIncluded);
    } catch (error) {
      this.#events.push(this.#warningOf(error, path));
      if (isIncluded) this.#status("E", path);
    }
  }

  #visitExisting(dir: Directory, name: CString, path: string, isIncluded: boolean): void {
    const stat = statOf(dir, name);
    if (!isIncluded && !isDirectory(stat.mode)) return;
    if (this.#skipped.has(stat)) return;
    if (this.#options.excludeNodump === true && (platform().inodeFlags(dir, name, stat) & UF_NODUMP) !== 0) {
      this.#status("x", path);
      return;
    }
    if (isDirectory(stat.mode)) this.#enter(dir, name, path, stat, isIncluded);
    else this.#file(dir, name, path, stat);
  }

  /** Opens a folder, stores it, and puts its content next on the way. */
  #enter(parent: Directory, name: CString, path: string, before: FileStat, isIncluded: boolean): void {
    const dir = duringFileAccess("dir_open", () => platform().openDirectory(parent, name));
    let isEntered = false;
    try {
      const stat = duringFileAccess("fstat", () => (dir.fd < 0 ? before : platform().fstat(dir.fd)));
      assertSameFile(before, stat);
      const isSameDevice = this.#restrictDev === undefined || stat.dev === this.#restrictDev;
      const tags = isSameDevice ? folderTags(dir, this.#tagRules()) : [];
      if (tags.length > 0) {
        isEntered = isIncluded && this.#enterTagged(parent, name, dir, path, stat, tags);
        return;
      }
      const status = isIncluded ? this.#folder(parent, name, path, stat) : undefined;
      if (isSameDevice) {
        const names = duringFileAccess("scandir", () => platform().readDirectory(dir));
        names.sortByInode();
        this.#stack.push({ dir, path, names, next: 0, status });
        isEntered = true;
      } else this.#status(status, path);
    } finally {
      if (!isEntered) platform().close(dir.fd);
    }
  }

  /** @returns Whether the tags are walked, which keeps the folder open. */
  #enterTagged(
    parent: Directory,
    name: CString,
    dir: Directory,
    path: string,
    stat: FileStat,
    tags: readonly string[],
  ): boolean {
    if (this.#options.keepExcludeTags !== true) {
      this.#status("x", path);
      return false;
    }
    this.#folder(parent, name, path, stat);
    const names = DirectoryListing.of(tags.map((tag) => cString(textToBytes(tag))));
    this.#stack.push({ dir, path, names, next: 0, status: "x" });
    return true;
  }

  #tagRules(): { excludeCaches: boolean; excludeIfPresent: readonly string[] } {
    const { excludeCaches = false, excludeIfPresent = [] } = this.#options;
    return { excludeCaches, excludeIfPresent };
  }

  /** Stores a folder. @returns The status for when it is done. */
  #folder(parent: Directory, name: CString, path: string, stat: FileStat): string {
    if (this.#options.dryRun === true) return "-";
    const stored = this.#storedPath(path);
    if (stored === undefined) return "x";
    const item = this.#options.metadata.itemOf(stored, stat);
    this.#options.metadata.addExtended(item, stat, parent, name);
    this.#events.push({
      type: "item",
      path,
      item,
      stat,
      kind: "directory",
      status: undefined,
      nameLength: name.length - 1,
      follow: false,
    });
    return "d";
  }

  #file(dir: Directory, name: CString, path: string, stat: FileStat): void {
    if (this.#options.dryRun === true) {
      this.#status("-", path);
      return;
    }
    const target = this.#options.readSpecial === true ? specialTarget(dir, name, stat) : undefined;
    const type = fileType(stat.mode);
    if (target !== undefined && !this.#readsSpecial(path)) {
      this.#events.push({ type: "left out", path });
      this.#status("x", path);
    } else if (target !== undefined) this.#special(dir, name, path, target, type === S_IFLNK);
    else if (type === S_IFREG) this.#linkable(dir, name, path, stat, undefined);
    else if (type === S_IFLNK) this.#symlink(dir, name, path, stat);
    else if (type === S_IFIFO) this.#linkable(dir, name, path, stat, "f");
    else if (type === S_IFCHR) this.#linkable(dir, name, path, stat, "c");
    else if (type === S_IFBLK) this.#linkable(dir, name, path, stat, "b");
    else if (type !== S_IFSOCK) {
      this.#events.push({ type: "warning", warning: genericWarning(`Unknown file type: ${path}`), path });
    }
  }

  #symlink(dir: Directory, name: CString, path: string, stat: FileStat): void {
    const stored = this.#storedPath(path);
    if (stored === undefined) {
      this.#status("x", path);
      return;
    }
    const item = this.#options.metadata.itemOf(stored, stat);
    item.source = bytesToText(duringFileAccess("readlink", () => platform().readLink(dir, name)));
    this.#options.metadata.addExtended(item, stat, dir, name);
    this.#events.push({
      type: "item",
      path,
      item,
      stat,
      kind: "other",
      status: "s",
      nameLength: name.length - 1,
      follow: false,
    });
  }

  /** @param status `undefined` for a regular file. */
  #linkable(dir: Directory, name: CString, path: string, stat: FileStat, status: string | undefined): void {
    const item = this.#linkableItem(path, stat);
    if (item === undefined) {
      this.#status("x", path);
      return;
    }
    const type = fileType(stat.mode);
    if (type === S_IFCHR || type === S_IFBLK) item.rdev = stat.rdev;
    this.#options.metadata.addExtended(item, stat, dir, name);
    this.#remember(item, stat);
    const kind = status === undefined ? "file" : "other";
    const shown = item.source === undefined ? status : "h";
    this.#events.push({
      type: "item",
      path,
      item,
      stat,
      kind,
      status: shown,
      nameLength: name.length - 1,
      follow: false,
    });
  }

  #readsSpecial(path: string): boolean {
    const { specialBelow } = this.#options;
    return specialBelow === undefined || path.startsWith(`${specialBelow}/`);
  }

  /** A device or FIFO that is read like a file, and stored as one. */
  #special(dir: Directory, name: CString, path: string, stat: FileStat, follow: boolean): void {
    const item = this.#linkableItem(path, stat);
    if (item === undefined) {
      this.#status("x", path);
      return;
    }
    item.mode = S_IFREG | (stat.mode & 0o7777);
    this.#options.metadata.addExtended(item, stat, dir, name);
    this.#remember(item, stat);
    const status = item.source === undefined ? undefined : "h";
    this.#events.push({ type: "item", path, item, stat, kind: "special", status, nameLength: name.length - 1, follow });
  }

  /** An item that is a hard link to an earlier one, or says that later ones may be links to it. */
  #linkableItem(path: string, stat: FileStat): Item | undefined {
    const stored = this.#storedPath(path);
    if (stored === undefined) return undefined;
    const item = this.#options.metadata.itemOf(stored, stat);
    const isLinked = stat.nlink > 1 && isHardlinkable(stat.mode);
    const source = isLinked ? this.#masters.get(stat) : undefined;
    if (source === undefined) item.hardlink_master = isLinked;
    else item.source = source;
    return item;
  }

  #remember(item: Item, stat: FileStat): void {
    if (item.hardlink_master === true) this.#masters.set(stat, item.path);
  }

  /** Path in the archive; `undefined` for a folder on the way to where a root with `/./` begins. */
  #storedPath(path: string): string | undefined {
    const prefix = this.#stripPrefix;
    if (prefix === undefined) return makePathSafe(path);
    if (`${path}/` === prefix) return ".";
    if (prefix.startsWith(`${path}/`)) return undefined;
    return makePathSafe(path.startsWith(prefix) ? path.slice(prefix.length) : path);
  }

  #status(status: string | undefined, path: string): void {
    if (status !== undefined) this.#events.push({ type: "status", status, path });
  }

  #warningOf(error: unknown, path: string): WalkEvent {
    if (!(error instanceof FileError)) throw error;
    return { type: "warning", warning: error.toWarning(path), path };
  }
}

function statOf(dir: Directory, name: CString): FileStat {
  try {
    return platform().stat(dir, name);
  } catch (error) {
    return duringFileAccess("stat", () => {
      throw error;
    });
  }
}

function childPath(path: string, name: string): string {
  if (path === ".") return name;
  return path.endsWith("/") ? path + name : `${path}/${name}`;
}
