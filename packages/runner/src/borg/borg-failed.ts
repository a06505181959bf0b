/** Lines of output that an error keeps at most. */
export const ERROR_LINES_MAX = 25;

/** A call of Borg that has ended with an error. */
export class BorgFailed extends Error {
  override readonly name: string = "BorgFailed";
  /** 128 + number of the signal when one has ended it. */
  readonly exitCode: number;
  /** The end of what it said, {@link ERROR_LINES_MAX} lines at most. */
  readonly output: string;

  /**
   * @param title Program and command, without anything secret.
   * @param hint What the exit code is about, or what can be done.
   */
  constructor(title: string, exitCode: number, output: string, hint: string = "") {
    super(`${title} has failed with exit code ${exitCode}${hint === "" ? "" : `: ${hint}`}`);
    this.exitCode = exitCode;
    this.output = output;
  }
}
