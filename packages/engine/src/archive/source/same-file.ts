import { fileType } from "../../platform/index.ts";
import type { FileStat } from "../../platform/index.ts";
import { FileError } from "./file-error.ts";

type Identity = Pick<FileStat, "mode" | "ino">;

/**
 * Makes sure that an opened file is the one that was looked at by name before.
 *
 * @throws {FileError} `BackupRaceConditionError` if another file took its place meanwhile: it must not be stored.
 */
export function assertSameFile(before: Identity, after: Identity): void {
  if (fileType(before.mode) !== fileType(after.mode)) {
    throw new FileError("BackupRaceConditionError", "file type changed (race condition), skipping file");
  }
  if (BigInt(before.ino) !== BigInt(after.ino)) {
    throw new FileError("BackupRaceConditionError", "file inode changed (race condition), skipping file");
  }
}
