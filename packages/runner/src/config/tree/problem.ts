import type { Origin } from "./node.ts";

/** One thing that is wrong with a configuration. */
export interface Problem {
  /** File and line, or the flag. */
  readonly origin: Origin;
  /** The option, such as `checks[0].name`; empty where none can be named. */
  readonly option: string;
  /** What is wrong and what to do about it, in one sentence or two. */
  readonly message: string;
}

/** A configuration cannot be used; nothing has been done with it. */
export class ConfigurationError extends Error {
  override readonly name: string = "ConfigurationError";
  /** The file that was asked for; the problems may lie in what it includes. */
  readonly path: string;
  /** All that is wrong, at least one, in the order of lines. */
  readonly problems: readonly Problem[];

  constructor(path: string, found: readonly Problem[]) {
    const problems = found.toSorted(byPlace);
    super(`${path} cannot be used:\n${problems.map((problem) => `  ${showProblem(problem)}`).join("\n")}`);
    this.path = path;
    this.problems = problems;
  }
}

/** A problem on one line. */
function showProblem({ origin, option, message }: Problem): string {
  return `${origin}: ${option === "" ? "" : `${option}: `}${message}`;
}

function byPlace({ origin: one }: Problem, { origin: other }: Problem): number {
  const [left, right] = [placeOf(one), placeOf(other)];
  return left.path === right.path ? left.line - right.line : left.path < right.path ? -1 : 1;
}

function placeOf(origin: Origin): { readonly path: string; readonly line: number } {
  const [, path = origin, line = "0"] = /^(.*):(\d+)$/s.exec(origin) ?? [];
  return { path, line: Number(line) };
}
