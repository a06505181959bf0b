/** Lines of output that an error keeps at most. */
export const ERROR_LINES_MAX = 25;

/** A command that has ended with an error. */
export class BorgFailed extends Error {
  override readonly name: string = "BorgFailed";
  /** Its exit code; 128 + number of the signal when one has ended it. */
  readonly exitCode: number;
  /** The end of what it said, {@link ERROR_LINES_MAX} lines at most. */
  readonly output: string;

  /** @param command What was called, in words that hold no secret. */
  constructor(command: string, exitCode: number, output: string) {
    super(`${command} has failed with exit code ${exitCode}`);
    this.exitCode = exitCode;
    this.output = output;
  }
}
