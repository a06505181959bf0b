import { textToBytes } from "@coffer/format/bytes";
import { constants } from "node:os";
import { cString, OSError, platform } from "../../platform/index.ts";
import type { CString, Directory } from "../../platform/index.ts";
import { FileError } from "../source/index.ts";

const { ELOOP, ENOENT, ENOTDIR } = constants.errno;

/** Folders kept open from one item to the next. */
const OPEN_MAX = 64;

/** Where an item goes: a name in an open folder that lies inside the target. */
export interface Place {
  readonly dir: Directory;
  readonly name: CString;
}

/**
 * The folders inside the target, opened step by step and never through a symlink.
 *
 * Whatever path an archive names, no call leaves the target: `..` is refused, each parent is opened inside the one before
 * without following links, and names are resolved inside the opened folder. A folder stays open while items go into it.
 */
export class ParentFolders {
  readonly #root: Directory;
  readonly #open = new Map<string, Directory>();
  #last: { readonly path: string; readonly dir: Directory } | undefined;

  /** @param target Absolute path of an existing folder; may be reached through symlinks. @throws {OSError} If it is none. */
  constructor(target: string) {
    this.#root = platform().enterDirectory(platform().cwd, cString(textToBytes(target)), true);
  }

  /**
   * The place that a path of an archive stands for.
   *
   * @param make Make missing parent folders.
   * @returns `undefined` if a parent is missing and not to be made.
   * @throws {FileError} `BackupPathTraversalError` or `BackupSymlinkParentError`; `path` is their subject.
   * @throws {OSError} If a parent cannot be opened or made.
   */
  place(path: string, make: true): Place;
  place(path: string, make: boolean): Place | undefined;
  place(path: string, make: boolean): Place | undefined {
    const slash = path.lastIndexOf("/");
    const name = path.slice(slash + 1);
    if (name === "" || name === "." || name === "..") return this.#oddPlace(path, make);
    const dir = slash < 0 ? this.#root : this.#folder(path.slice(0, slash), path, make);
    return dir === undefined ? undefined : { dir, name: cString(textToBytes(name)) };
  }

  /** Forgets a folder that was removed, and what was in it. */
  forget(path: string): void {
    this.#last = undefined;
    const key = components(path).join("/");
    for (const [open, dir] of this.#open) {
      if (open !== key && !open.startsWith(`${key}/`)) continue;
      this.#open.delete(open);
      platform().close(dir.fd);
    }
  }

  /** Closes the folders that were not used for longest, if there are many. Places given out before are void then. */
  trim(): void {
    if (this.#open.size <= OPEN_MAX) return;
    this.#last = undefined;
    for (const [open, dir] of this.#open) {
      if (this.#open.size <= OPEN_MAX) return;
      this.#open.delete(open);
      platform().close(dir.fd);
    }
  }

  close(): void {
    for (const dir of this.#open.values()) platform().close(dir.fd);
    this.#open.clear();
    this.#last = undefined;
    platform().close(this.#root.fd);
  }

  /** A path that ends in a slash or a dot. */
  #oddPlace(path: string, make: boolean): Place | undefined {
    const parts = components(path);
    if (parts.includes("..")) throw new FileError("BackupPathTraversalError", path);
    const name = parts.pop();
    if (name === undefined) return { dir: this.#root, name: cString(Buffer.from(".")) };
    const dir = parts.length === 0 ? this.#root : this.#folder(parts.join("/"), path, make);
    return dir === undefined ? undefined : { dir, name: cString(textToBytes(name)) };
  }

  #folder(parent: string, path: string, make: boolean): Directory | undefined {
    if (this.#last?.path === parent) return this.#last.dir;
    const parts = components(parent);
    if (parts.includes("..")) throw new FileError("BackupPathTraversalError", path);
    let dir = this.#root;
    let key = "";
    for (const part of parts) {
      key = key === "" ? part : `${key}/${part}`;
      const next = this.#reuse(key) ?? this.#enter(dir, key, part, path, make);
      if (next === undefined) return undefined;
      dir = next;
    }
    this.#last = { path: parent, dir };
    return dir;
  }

  /** An open folder becomes the youngest. */
  #reuse(key: string): Directory | undefined {
    const dir = this.#open.get(key);
    if (dir === undefined) return undefined;
    this.#open.delete(key);
    this.#open.set(key, dir);
    return dir;
  }

  #enter(dir: Directory, key: string, part: string, path: string, make: boolean): Directory | undefined {
    const name = cString(textToBytes(part));
    let entered = enterIfThere(dir, name, path);
    if (entered === undefined) {
      if (!make) return undefined;
      platform().makeDirectory(dir, name, 0o777);
      entered = platform().enterDirectory(dir, name);
    }
    this.#open.set(key, entered);
    return entered;
  }
}

function enterIfThere(dir: Directory, name: CString, path: string): Directory | undefined {
  try {
    return platform().enterDirectory(dir, name);
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
    if (error.errno === ENOENT) return undefined;
    if (error.errno === ENOTDIR || error.errno === ELOOP) throw new FileError("BackupSymlinkParentError", path);
    throw error;
  }
}

function components(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}
