import { BorgError } from "@coffer/format/errors";
import { STATUS } from "./protocol.ts";

/** Names of the system for what a status says; all that has none of its own is a failure of whatever kind. */
const CODE_BY_STATUS: Readonly<Record<number, string>> = {
  [STATUS.NO_SUCH_FILE]: "ENOENT",
  [STATUS.PERMISSION_DENIED]: "EACCES",
  [STATUS.BAD_MESSAGE]: "EINVAL",
  [STATUS.OP_UNSUPPORTED]: "ENOSYS",
};

/** The server refused a request. `code` is the name that the system has for the reason, as far as the server tells it: else `EIO`. */
export class SftpStatusError extends Error {
  override readonly name: string = "SftpStatusError";
  readonly code: string;
  readonly status: number;

  constructor(status: number, message: string, code: string = CODE_BY_STATUS[status] ?? "EIO") {
    super(message);
    this.status = status;
    this.code = code;
  }

  /** The same refusal, when its reason was found out. */
  withCode(code: string): SftpStatusError {
    return new SftpStatusError(this.status, this.message, code);
  }
}

/** Whether `error` is a refusal without a reason. */
export function isPlainFailure(error: unknown): error is SftpStatusError {
  return error instanceof SftpStatusError && error.status === STATUS.FAILURE && error.code === "EIO";
}

/** Bytes of a server that are no SFTP. */
export class SftpFormatError extends Error {
  override readonly name: string = "SftpFormatError";
}

/** The other side does not speak SFTP, or not so that we could trust it. The connection is of no use any more. */
export class SftpProtocolError extends BorgError {
  constructor(reason: string) {
    super(`The server does not speak SFTP as it should: ${reason}. Do its login scripts print something?`);
  }
}
