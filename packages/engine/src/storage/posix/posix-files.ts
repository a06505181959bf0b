import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  renameSync,
  rmdirSync,
  statSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import type { PlainFiles } from "../plain-files.ts";
import { errorCode } from "../storage-error.ts";

/**
 * The file system of this machine. Calls block this thread: there are a few dozen of them in a run, while nothing else can be done,
 * and by way of another thread each would take ten times as long.
 */
export const POSIX_FILES: PlainFiles = {
  locate: (path) => path,

  async kind(path) {
    try {
      const stats = statSync(path);
      return stats.isDirectory() ? "folder" : stats.isFile() ? "file" : "other";
    } catch (error) {
      if (errorCode(error) === "ENOENT") return undefined;
      throw error;
    }
  },

  list: async (path) => readdirSync(path),

  async read(path, sizeMax) {
    const file = openSync(path, "r");
    try {
      const bytes = new Uint8Array(Math.min(sizeMax, fstatSync(file).size));
      return bytes.subarray(0, readSync(file, bytes));
    } finally {
      closeSync(file);
    }
  },

  write: async (path, data) => writeFileSync(path, data),
  makeFolder: async (path, mode) => mkdirSync(path, mode),
  rename: async (source, target) => renameSync(source, target),
  remove: async (path) => unlinkSync(path),
  removeFolder: async (path) => rmdirSync(path),
};
