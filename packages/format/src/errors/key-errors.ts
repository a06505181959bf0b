import { BorgError } from "./borg-error.ts";

/** The key file is damaged. */
export class KeyfileInvalidError extends BorgError {
  static override readonly msgid: string = "KeyfileInvalidError";
  static override readonly exitCode: number = 40;
  readonly path: string;
  readonly keyfile: string;

  constructor(path: string, keyfile: string) {
    super(`Invalid key data for repository ${path} found in ${keyfile}.`);
    this.path = path;
    this.keyfile = keyfile;
  }
}

/** The key file belongs to another repository. */
export class KeyfileMismatchError extends BorgError {
  static override readonly msgid: string = "KeyfileMismatchError";
  static override readonly exitCode: number = 41;
  readonly path: string;
  readonly keyfile: string;

  constructor(path: string, keyfile: string) {
    super(`Mismatch between repository ${path} and key file ${keyfile}.`);
    this.path = path;
    this.keyfile = keyfile;
  }
}

/** No file of the keys folder is for this repository. */
export class KeyfileNotFoundError extends BorgError {
  static override readonly msgid: string = "KeyfileNotFoundError";
  static override readonly exitCode: number = 42;
  readonly path: string;
  readonly keysDir: string;

  constructor(path: string, keysDir: string) {
    super(`No key file for repository ${path} found in ${keysDir}.`);
    this.path = path;
    this.keysDir = keysDir;
  }
}

/** `key import` was given something else. */
export class NotABorgKeyFile extends BorgError {
  static override readonly msgid: string = "NotABorgKeyFile";
  static override readonly exitCode: number = 43;

  constructor() {
    super("This file is not a Borg key backup, aborting.");
  }
}

/** The config of a repokey repository holds no key. */
export class RepoKeyNotFoundError extends BorgError {
  static override readonly msgid: string = "RepoKeyNotFoundError";
  static override readonly exitCode: number = 44;
  readonly path: string;

  constructor(path: string) {
    super(`No key entry found in the config of repository ${path}.`);
    this.path = path;
  }
}

/** `key import` was given another repository's key. */
export class RepoIdMismatch extends BorgError {
  static override readonly msgid: string = "RepoIdMismatch";
  static override readonly exitCode: number = 45;

  constructor() {
    super("This key backup seems to be for a different backup repository, aborting.");
  }
}

/** There is no key to manage. */
export class UnencryptedRepo extends BorgError {
  static override readonly msgid: string = "UnencryptedRepo";
  static override readonly exitCode: number = 46;

  constructor() {
    super("Key management not available for unencrypted repositories.");
  }
}

/** `key` command met a type byte outside of Borg's list. */
export class UnknownKeyType extends BorgError {
  static override readonly msgid: string = "UnknownKeyType";
  static override readonly exitCode: number = 47;
  readonly keyType: string;

  constructor(keyType: string) {
    super(`Key type ${keyType} is unknown.`);
    this.keyType = keyType;
  }
}

/** The type byte of an object is not in Borg's list. */
export class UnsupportedPayloadError extends BorgError {
  static override readonly msgid: string = "UnsupportedPayloadError";
  static override readonly exitCode: number = 48;
  readonly payloadType: number;

  constructor(payloadType: number) {
    super(`Unsupported payload type ${payloadType}. A newer version is required to access this repository.`);
    this.payloadType = payloadType;
  }
}

/** No source gave a passphrase. */
export class NoPassphraseFailure extends BorgError {
  static override readonly msgid: string = "NoPassphraseFailure";
  static override readonly exitCode: number = 50;
  readonly reason: string;

  constructor(reason: string) {
    super(`Cannot acquire a passphrase: ${reason}`);
    this.reason = reason;
  }
}

/** The command of BORG_PASSCOMMAND could not be run or failed. */
export class PasscommandFailure extends BorgError {
  static override readonly msgid: string = "PasscommandFailure";
  static override readonly exitCode: number = 51;
  readonly reason: string;

  constructor(reason: string) {
    super(`Passcommand supplied in BORG_PASSCOMMAND failed: ${reason}`);
    this.reason = reason;
  }
}

/** The passphrase of the environment does not open the key. */
export class PassphraseWrong extends BorgError {
  static override readonly msgid: string = "PassphraseWrong";
  static override readonly exitCode: number = 52;

  constructor() {
    super("Passphrase supplied in BORG_PASSPHRASE, by BORG_PASSCOMMAND, or via BORG_PASSPHRASE_FD is incorrect.");
  }
}

/** Three wrong or unequal passphrases were typed. */
export class PasswordRetriesExceeded extends BorgError {
  static override readonly msgid: string = "PasswordRetriesExceeded";
  static override readonly exitCode: number = 53;

  constructor() {
    super("Exceeded the maximum password retries.");
  }
}
