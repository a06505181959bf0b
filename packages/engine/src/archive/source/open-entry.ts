import { textToBytes } from "@coffer/format/bytes";
import { cString, fileType, OSError, platform, S_IFIFO } from "../../platform/index.ts";
import type { CString, Directory } from "../../platform/index.ts";
import { duringFileAccess } from "./file-error.ts";
import { assertSameFile } from "./same-file.ts";
import { nameOf } from "./walk-event.ts";
import type { WalkEntry } from "./walk-event.ts";
import type { FileStat } from "../../platform/index.ts";

/** Longest path that a system call takes, NUL included. */
const PATH_MAX = 4096;

/** The part of an entry that opening needs. */
export type Openable = Pick<WalkEntry, "path" | "nameLength" | "kind" | "follow"> & {
  readonly stat: Pick<FileStat, "mode" | "ino">;
};

export interface OpenedFile {
  /** To be closed by the caller. */
  readonly fd: number;
  /** Of the file that is really open. */
  readonly stat: FileStat;
}

/**
 * Opens an entry of a walk for reading its content, without touching the access time where that is allowed.
 *
 * Works after the walk has left the folder, too. Only an entry that is to be read like a file although it is a symlink, a
 * device or a FIFO is followed, and only a device waited for.
 *
 * @throws {FileError} If it cannot be opened, or is not the file that the walk saw.
 */
export function openEntry(entry: Openable): OpenedFile {
  // Who reads a FIFO waits for its other side; who opens it would stop the whole program.
  const blocking = entry.kind === "special" && fileType(entry.stat.mode) !== S_IFIFO;
  const options = { follow: entry.follow, blocking };
  const fd = duringFileAccess("open", () => {
    try {
      return withParent(entry.path, (dir, name) => platform().openFile(dir, name, options));
    } catch (error) {
      // inside a folder Borg names the bare name
      throw error instanceof OSError ? new OSError(error.errno, nameOf(entry)) : error;
    }
  });
  try {
    const stat = duringFileAccess("fstat", () => platform().fstat(fd));
    assertSameFile(entry.stat, stat);
    return { fd, stat };
  } catch (error) {
    platform().close(fd);
    throw error;
  }
}

/** A path that is too long for one call is walked in steps. */
function withParent<T>(path: string, call: (dir: Directory, name: CString) => T): T {
  const bytes = textToBytes(path);
  if (bytes.length < PATH_MAX) return call(platform().cwd, cString(bytes));
  const cut = bytes.lastIndexOf(0x2f, PATH_MAX - 2);
  let dir = platform().openDirectory(platform().cwd, cString(bytes.subarray(0, cut)));
  let rest = bytes.subarray(cut + 1);
  try {
    while (rest.length >= PATH_MAX) {
      const end = rest.lastIndexOf(0x2f, PATH_MAX - 2);
      const next = platform().openDirectory(dir, cString(rest.subarray(0, end)));
      platform().close(dir.fd);
      dir = next;
      rest = rest.subarray(end + 1);
    }
    return call(dir, cString(rest));
  } finally {
    platform().close(dir.fd);
  }
}
