import { BorgError } from "../errors/index.ts";

/**
 * Key data that is damaged: no passphrase would open it. Says nothing of its content.
 *
 * Who knows where it was read from turns it into `KeyfileInvalidError`.
 */
export class KeyBlobError extends BorgError {
  constructor(reason: string, options?: ErrorOptions) {
    super(`Invalid key data: ${reason}`, options);
  }
}
