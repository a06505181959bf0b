/**
 * Trouble that does not end the command: a value, collected by the command and shown at its end.
 *
 * `exitCode` is the code under `BORG_EXIT_CODES=modern`, 0 where the warning does not count there (legacy: always 1). When several warnings of different codes
 * were met, the command ends with 1.
 */
export interface BorgWarning {
  /** Borg's text, complete. */
  readonly message: string;
  /** Class name in Borg, shown as `msgid` where Borg shows one. */
  readonly msgid: string;
  readonly exitCode: number;
}

/** Errors that concern one input file or one file being extracted. Everything else aborts. */
export type FileTrouble =
  | "BackupError"
  | "BackupRaceConditionError"
  | "BackupSymlinkParentError"
  | "BackupPathTraversalError"
  | "BackupHardlinkSourceError"
  | "BackupOSError"
  | "BackupPermissionError"
  | "BackupIOError"
  | "BackupFileNotFoundError";

export const FILE_TROUBLE_EXIT_CODES: Readonly<Record<FileTrouble, number>> = {
  BackupError: 102,
  BackupRaceConditionError: 103,
  BackupSymlinkParentError: 108,
  BackupPathTraversalError: 109,
  BackupHardlinkSourceError: 110,
  BackupOSError: 104,
  BackupPermissionError: 105,
  BackupIOError: 106,
  BackupFileNotFoundError: 107,
};

/** @param detail What happened; shown as `path: detail`. */
export function fileWarning(trouble: FileTrouble, path: string, detail: string): BorgWarning {
  return { message: `${path}: ${detail}`, msgid: trouble, exitCode: FILE_TROUBLE_EXIT_CODES[trouble] };
}

export function fileChangedWarning(path: string): BorgWarning {
  return { message: `${path}: file changed while we backed it up`, msgid: "FileChangedWarning", exitCode: 100 };
}

export function includePatternNeverMatchedWarning(pattern: string): BorgWarning {
  return {
    message: `Include pattern '${pattern}' never matched.`,
    msgid: "IncludePatternNeverMatchedWarning",
    exitCode: 101,
  };
}

export function genericWarning(message: string): BorgWarning {
  return { message, msgid: "BorgWarning", exitCode: 1 };
}
