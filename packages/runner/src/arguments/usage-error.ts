/** The command line is not understood; nothing has been done. */
export class UsageError extends Error {
  override readonly name: string = "UsageError";
  /** As borgmatic exits: 1 for what it does not know, 2 for values that are missing or wrong. */
  readonly exitCode: 1 | 2;

  constructor(message: string, exitCode: 1 | 2 = 1) {
    super(message);
    this.exitCode = exitCode;
  }
}
