/** A hook has asked, by its exit code, to leave the rest of the repository alone: nothing is wrong. */
export class SoftFailure extends Error {
  override readonly name: string = "SoftFailure";
}

/** A command of a hook has failed; the commands after it have not run. */
export class CommandHookError extends Error {
  override readonly name: string = "CommandHookError";
  /** Exit code of the shell. */
  readonly exitCode: number;
  /** The last lines of either output. */
  readonly output: string;

  constructor(message: string, exitCode: number, output: string) {
    super(message);
    this.exitCode = exitCode;
    this.output = output;
  }
}
