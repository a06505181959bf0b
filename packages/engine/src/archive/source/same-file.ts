import { fileType } from "../../platform/index.ts";
import type { FileStat } from "../../platform/index.ts";
import { FileError } from "./file-error.ts";

/**
 * Makes sure that an opened file is the one that was looked at by name before.
 *
 * @throws {FileError} `BackupRaceConditionError` if another file took its place meanwhile: it must not be stored.
 */
export function assertSameFile(before: FileStat, after: FileStat): void {
  if (fileType(before.mode) !== fileType(after.mode)) {
    throw new FileError("BackupRaceConditionError", "file type changed (race condition), skipping file");
  }
  if (before.ino !== after.ino) {
    throw new FileError("BackupRaceConditionError", "file inode changed (race condition), skipping file");
  }
}
