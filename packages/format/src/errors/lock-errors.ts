import { BorgError } from "./borg-error.ts";

/** The lock could not be had. */
export class LockError extends BorgError {
  static override readonly msgid: string = "LockError";
  static override readonly exitCode: number = 70;
  readonly path: string;

  constructor(path: string) {
    super(`Failed to acquire the lock ${path}.`);
    this.path = path;
  }
}

/** The lock could not be had, for a reason worth a report. */
export class LockErrorT extends BorgError {
  static override readonly msgid: string = "LockErrorT";
  static override readonly exitCode: number = 71;
  static override readonly showTraceback: boolean = true;
  readonly path: string;

  constructor(path: string) {
    super(`Failed to acquire the lock ${path}.`);
    this.path = path;
  }
}

/** The lock could not be written. */
export class LockFailed extends BorgError {
  static override readonly msgid: string = "LockFailed";
  static override readonly exitCode: number = 72;
  static override readonly showTraceback: boolean = true;
  readonly path: string;
  readonly reason: string;

  constructor(path: string, reason: string) {
    super(`Failed to create/acquire the lock ${path} (${reason}).`);
    this.path = path;
    this.reason = reason;
  }
}

/** Somebody else held the lock longer than `--lock-wait`. */
export class LockTimeout extends BorgError {
  static override readonly msgid: string = "LockTimeout";
  static override readonly exitCode: number = 73;
  readonly path: string;

  constructor(path: string) {
    super(`Failed to create/acquire the lock ${path} (timeout).`);
    this.path = path;
  }
}

/** Release without lock. */
export class NotLocked extends BorgError {
  static override readonly msgid: string = "NotLocked";
  static override readonly exitCode: number = 74;
  static override readonly showTraceback: boolean = true;
  readonly path: string;

  constructor(path: string) {
    super(`Failed to release the lock ${path} (was not locked).`);
    this.path = path;
  }
}

/** Release of another's lock. */
export class NotMyLock extends BorgError {
  static override readonly msgid: string = "NotMyLock";
  static override readonly exitCode: number = 75;
  static override readonly showTraceback: boolean = true;
  readonly path: string;

  constructor(path: string) {
    super(`Failed to release the lock ${path} (was/is locked, but not by me).`);
    this.path = path;
  }
}
