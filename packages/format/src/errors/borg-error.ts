/**
 * A condition that Borg knows by name and that ends the command.
 *
 * `message` is Borg's own text. `msgid` is what `--log-json` shows; `exitCode` is the code under
 * `BORG_EXIT_CODES=modern` (legacy: always 2). `showTraceback` marks the classes for which Borg prints a
 * traceback: coffer prints its system information instead, never a stack.
 */
export class BorgError extends Error {
  static readonly msgid: string = "Error";
  static readonly exitCode: number = 2;
  static readonly showTraceback: boolean = false;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }

  get msgid(): string {
    return (this.constructor as typeof BorgError).msgid;
  }

  get exitCode(): number {
    return (this.constructor as typeof BorgError).exitCode;
  }

  get showTraceback(): boolean {
    return (this.constructor as typeof BorgError).showTraceback;
  }

  /** What to think and do about it, where the message alone leaves a user helpless; shown below it. */
  get explanation(): string | undefined {
    return undefined;
  }
}

/** Trouble without a name of its own, worth a report. */
export class ErrorWithTraceback extends BorgError {
  static override readonly msgid: string = "ErrorWithTraceback";
  static override readonly showTraceback: boolean = true;

  /** @param detail Shown after Borg's prefix "Error: ". */
  constructor(detail: string) {
    super(`Error: ${detail}`);
  }
}

/** Stored bytes are not what they claim to be: nothing of them may be used. */
export class IntegrityError extends BorgError {
  static override readonly msgid: string = "IntegrityError";
  static override readonly exitCode: number = 90;
  static override readonly showTraceback: boolean = true;

  /** @param detail What is wrong with which object; shown after Borg's prefix "Data integrity error: ". */
  constructor(detail: string, options?: ErrorOptions) {
    super(`Data integrity error: ${detail}`, options);
  }
}
