import { BorgError } from "../errors/index.ts";

/** The input is no tar file, or a broken one. Borg has no class for it: it ends with the exception of its tar library. */
export class TarReadError extends BorgError {
  static override readonly msgid: string = "Exception";

  /** @param reason In the words of Python's tarfile. */
  constructor(reason: string, options?: ErrorOptions) {
    super(`Cannot read the tar file: ${reason}`, options);
  }
}
