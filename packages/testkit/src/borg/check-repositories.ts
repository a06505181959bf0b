import { fileURLToPath } from "node:url";
import { run } from "../run/index.ts";
import type { Client } from "./client.ts";
import type { Program } from "./programs.ts";
import { pythonOf } from "./python-of.ts";

/** What a real borg finds in a repository. */
export interface Verdict {
  /** Exit codes: of `check`, of `list`, of reading each archive. */
  readonly codes: readonly number[];
  readonly archives: readonly string[];
}

/**
 * Has a real borg check many repositories, and read all their archives, in one process: to start one for each would take most of the time.
 * Beside each path a folder `.home` is left.
 *
 * @param program A borg that was installed with pip or by Debian: the Python that runs it is named in its first line.
 */
export async function checkRepositories(
  program: Program,
  client: Client,
  paths: readonly string[],
): Promise<Verdict[]> {
  const script = fileURLToPath(new URL("../../src/borg/check_repositories.py", import.meta.url));
  const { text, stderr, code } = await run(pythonOf(program), [script, ...paths], { env: client.env });
  if (code !== 0) throw new Error(`${script}: exit code ${code}\n${stderr}`);
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Verdict);
}
