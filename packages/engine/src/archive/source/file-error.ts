import { fileWarning } from "@coffer/format/errors";
import type { BorgWarning, FileTrouble } from "@coffer/format/errors";
import { constants } from "node:os";
import { OSError, osErrorFrom } from "../../platform/index.ts";

const { EACCES, EBUSY, EIO, ENOENT, EPERM } = constants.errno;

const TROUBLE_BY_ERRNO: ReadonlyMap<number, FileTrouble> = new Map([
  [EPERM, "BackupPermissionError"],
  [EACCES, "BackupPermissionError"],
  [EBUSY, "BackupPermissionError"],
  [ENOENT, "BackupFileNotFoundError"],
  [EIO, "BackupIOError"],
]);

/** What Borg says after the detail of its own (not the system's) file errors. */
const EXPLANATIONS: Partial<Record<FileTrouble, string>> = {
  BackupError: "backup error",
  BackupRaceConditionError: "file type or inode changed while we backed it up (race condition, skipped file)",
  BackupSymlinkParentError: "not extracted, a parent directory is a symlink (malicious or corrupted archive)",
  BackupPathTraversalError: 'not extracted, path contains "../" (malicious or corrupted archive)',
  BackupHardlinkSourceError: "not extracted, hardlink source path is unsafe (malicious or corrupted archive)",
};

/**
 * Trouble with one file of a backup or an extraction: becomes a warning, and the command goes on with the next file.
 *
 * `message` is Borg's text, to stand behind `path: `.
 */
export class FileError extends Error {
  readonly trouble: FileTrouble;

  /** @param subject What Borg's class is raised with: a path, or a sentence. */
  constructor(trouble: FileTrouble, subject: string, options?: ErrorOptions) {
    const explanation = EXPLANATIONS[trouble];
    super(explanation === undefined ? subject : `${subject}: ${explanation}`, options);
    this.name = "FileError";
    this.trouble = trouble;
  }

  /** The warning about the file at `path` (with its escapes removed by whoever shows it). */
  toWarning(path: string): BorgWarning {
    return fileWarning(this.trouble, path, this.message);
  }
}

/** A system error met while doing `operation` (Borg's word, may be empty) with a file. */
export function fileErrorFrom(operation: string, error: OSError): FileError {
  const trouble = TROUBLE_BY_ERRNO.get(error.errno) ?? "BackupOSError";
  return new FileError(trouble, operation === "" ? error.message : `${operation}: ${error.message}`, { cause: error });
}

/**
 * Runs `call`; a system error in it becomes a {@link FileError}.
 *
 * @param filename Named in the message when the error comes from `node:fs`.
 */
export function duringFileAccess<T>(operation: string, call: () => T, filename?: string): T {
  try {
    return call();
  } catch (error) {
    const cause = osErrorFrom(error, filename);
    throw cause instanceof OSError ? fileErrorFrom(operation, cause) : cause;
  }
}
