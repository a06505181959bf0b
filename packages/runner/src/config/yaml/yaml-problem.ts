import type { Origin, Problem } from "../tree/index.ts";

/** A file cannot be read into a tree. */
export class YamlProblem extends Error implements Problem {
  override readonly name: string = "YamlProblem";
  readonly origin: Origin;
  readonly option: string;

  constructor(origin: Origin, option: string, message: string) {
    super(message);
    this.origin = origin;
    this.option = option;
  }
}
