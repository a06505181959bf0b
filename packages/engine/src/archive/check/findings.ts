import type { LogLevel, Reporter } from "../../context/index.ts";

const LOGGER = "borg.archive";

/** The words of a check, and whether it found anything wrong. */
export class Findings {
  readonly #reporter: Reporter;
  #found = false;

  constructor(reporter: Reporter) {
    this.#reporter = reporter;
  }

  /** Whether the check is to end with "problems found". */
  get found(): boolean {
    return this.#found;
  }

  debug(message: string): void {
    this.#log("debug", message);
  }

  info(message: string): void {
    this.#log("info", message);
  }

  /** Words only: not all that Borg warns of counts as a problem. */
  warning(message: string): void {
    this.#log("warning", message);
  }

  /** Words only, as {@link warning}. */
  error(message: string): void {
    this.#log("error", message);
  }

  /** An error that counts. */
  problem(message: string): void {
    this.#found = true;
    this.#log("error", message);
  }

  /** Something that counts, worded as a warning. */
  problemWarning(message: string): void {
    this.#found = true;
    this.#log("warning", message);
  }

  #log(level: LogLevel, message: string): void {
    this.#reporter.log({ level, message, name: LOGGER });
  }
}
