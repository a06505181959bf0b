import { constants } from "node:os";
import { errorText } from "./error-text.ts";
import { pythonBytesRepr, pythonRepr } from "./python-repr.ts";

const CODE_BY_ERRNO: ReadonlyMap<number, string> = new Map(
  Object.entries(constants.errno).map(([code, errno]) => [errno, code]),
);

/**
 * A failed system call, with the text that Borg's users know: `[Errno 2] No such file or directory: 'name'`.
 *
 * Borg names the file as it was given to the call: inside a folder that is the bare name, not the path.
 */
export class OSError extends Error {
  /** Positive, of this operating system. */
  readonly errno: number;
  /** `ENOENT` and kin; empty for a number without a name. */
  readonly code: string;

  /**
   * @param filename Text is shown quoted, bytes as Python shows bytes, a number as a file descriptor.
   * @param filename2 The second name of a call that takes two.
   */
  constructor(errno: number, filename?: string | Uint8Array | number, filename2?: string) {
    let suffix = filename === undefined ? "" : `: ${shownName(filename)}`;
    if (filename2 !== undefined) suffix += ` -> ${shownName(filename2)}`;
    super(`[Errno ${errno}] ${errorText(errno)}${suffix}`);
    this.name = "OSError";
    this.errno = errno;
    this.code = CODE_BY_ERRNO.get(errno) ?? "";
  }
}

/** The same failure as reported by `node:fs`; errors of other kinds are handed back unchanged. */
export function osErrorFrom(error: unknown, filename?: string | Uint8Array | number): unknown {
  if (!(error instanceof Error) || error instanceof OSError) return error;
  const errno = (error as NodeJS.ErrnoException).errno;
  return typeof errno === "number" ? new OSError(Math.abs(errno), filename) : error;
}

function shownName(filename: string | Uint8Array | number): string {
  if (typeof filename === "number") return `'<FD ${filename}>'`;
  return typeof filename === "string" ? pythonRepr(filename) : pythonBytesRepr(filename);
}
