import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { type DataSourceContext, startTool } from "../../hooks/index.ts";
import { TrialFailed } from "./trial.ts";

/** Errors that a finding names. */
const ERRORS_MAX = 3;

/** A tool that loads a dump to its end, whatever errors it meets. */
export interface Loader {
  readonly words: readonly string[];
  /** What it reads from its standard input; nothing if left out. */
  readonly input?: string;
  /** Whether it tells an error by this line. */
  readonly isError: (line: string) => boolean;
  /** Whether an error says only that something is missing which other dumps hold. */
  readonly isForgiven: (line: string) => boolean;
}

/** Loads a dump. @throws {TrialFailed} If there are errors beside those that are forgiven. */
export async function runLoader(
  { words, input, isError, isForgiven }: Loader,
  context: DataSourceContext,
): Promise<void> {
  const errors: string[] = [];
  let forgiven = 0;
  const note = (line: string): void => {
    context.log.debug(line);
    if (!isError(line)) return;
    if (isForgiven(line)) forgiven += 1;
    else if (errors.length < ERRORS_MAX) errors.push(line);
  };
  const log = { ...context.log, warning: note };
  const tool = startTool({ words, env: { LC_ALL: "C" } }, { ...context, log });
  if (input === undefined) tool.stdin.end();
  // a client that gives up early says why by its exit code
  else await pipeline(createReadStream(input), tool.stdin).catch(() => undefined);
  const { code, lastLines } = await tool.ended;
  if (errors.length > 0) throw new TrialFailed(errors.join(" / "));
  if (code !== 0 && forgiven === 0) throw new TrialFailed(lastLines.slice(-ERRORS_MAX).join(" / "));
}
