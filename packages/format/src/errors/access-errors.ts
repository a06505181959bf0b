import { BorgError } from "./borg-error.ts";

/** The user did not allow access to an unknown unencrypted repository. */
export class CacheInitAbortedError extends BorgError {
  static override readonly msgid: string = "Cache.CacheInitAbortedError";
  static override readonly exitCode: number = 60;

  constructor() {
    super("Cache initialization aborted");
  }
}

/** The key type differs from the one seen before. */
export class EncryptionMethodMismatch extends BorgError {
  static override readonly msgid: string = "Cache.EncryptionMethodMismatch";
  static override readonly exitCode: number = 61;

  constructor() {
    super("Repository encryption method changed since last access, refusing to continue");
  }
}

/** The user did not allow access to a relocated repository. */
export class RepositoryAccessAborted extends BorgError {
  static override readonly msgid: string = "Cache.RepositoryAccessAborted";
  static override readonly exitCode: number = 62;

  constructor() {
    super("Repository access aborted");
  }
}

/** An unencrypted repository is older than what was seen before. */
export class RepositoryIDNotUnique extends BorgError {
  static override readonly msgid: string = "Cache.RepositoryIDNotUnique";
  static override readonly exitCode: number = 63;

  constructor() {
    super("Cache is newer than repository - do you have multiple, independently updated repos with same ID?");
  }
}

/** An encrypted repository is older than what was seen before. */
export class RepositoryReplay extends BorgError {
  static override readonly msgid: string = "Cache.RepositoryReplay";
  static override readonly exitCode: number = 64;

  constructor() {
    super(
      "Cache, or information obtained from the security directory is newer than repository - this is either an attack or unsafe (multiple repos with same ID)",
    );
  }
}
