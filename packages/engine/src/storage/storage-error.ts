import { BorgError } from "@coffer/format/errors";

/** Operating systems' own words, as Borg shows them. */
const TEXT_BY_CODE: Readonly<Record<string, readonly [number, string]>> = {
  EPERM: [1, "Operation not permitted"],
  ENOENT: [2, "No such file or directory"],
  EIO: [5, "Input/output error"],
  EACCES: [13, "Permission denied"],
  EEXIST: [17, "File exists"],
  EXDEV: [18, "Invalid cross-device link"],
  ENOTDIR: [20, "Not a directory"],
  EISDIR: [21, "Is a directory"],
  EINVAL: [22, "Invalid argument"],
  ENFILE: [23, "Too many open files in system"],
  EMFILE: [24, "Too many open files"],
  EFBIG: [27, "File too large"],
  ENOSPC: [28, "No space left on device"],
  EROFS: [30, "Read-only file system"],
  ENAMETOOLONG: [36, "File name too long"],
  ENOTEMPTY: [39, "Directory not empty"],
  ESTALE: [116, "Stale file handle"],
  EDQUOT: [122, "Disk quota exceeded"],
};

const RETRYABLE_CODES: ReadonlySet<string> = new Set(["EAGAIN", "EBUSY", "EINTR", "EMFILE", "ENFILE", "ETIMEDOUT"]);

/**
 * The disk or the service below a repository failed.
 *
 * The message is the operating system's, in the form that Borg shows: `[Errno 28] No space left on device: '/repo/data/0/1'`.
 * `retryable`: the same call may succeed a little later.
 */
export class StorageError extends BorgError {
  /** Error name of the system, such as `ENOSPC`. */
  readonly code: string;
  readonly path: string;
  readonly retryable: boolean;

  constructor(code: string, path: string, options?: ErrorOptions) {
    super(osErrorText(code, path), options);
    this.code = code;
    this.path = path;
    this.retryable = RETRYABLE_CODES.has(code);
  }

  /** Wraps what a call of the system threw; anything else is returned as it is. */
  static from(error: unknown, path: string): unknown {
    const code = errorCode(error);
    return code === undefined || error instanceof StorageError ? error : new StorageError(code, path, { cause: error });
  }
}

/** The name of a system error, such as `ENOENT`, or `undefined` for anything that is none. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
  return /^E[A-Z0-9]+$/.test(error.code) ? error.code : undefined;
}

/** Whether `error` says that a file is not there. */
export function isMissing(error: unknown): boolean {
  return errorCode(error) === "ENOENT";
}

/** Whether `error` says that there is no room left, on the disk or for this user. */
export function isNoSpace(error: unknown): boolean {
  const code = errorCode(error);
  return code === "ENOSPC" || code === "EDQUOT";
}

/** The text of a system error in Python's form. */
export function osErrorText(code: string, path: string): string {
  const [number, text] = TEXT_BY_CODE[code] ?? [undefined, code];
  return number === undefined ? `${text}: '${path}'` : `[Errno ${number}] ${text}: '${path}'`;
}
