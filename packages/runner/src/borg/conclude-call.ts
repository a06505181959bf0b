import type { Log } from "../log/index.ts";
import type { BorgResult, ExitCodeRule } from "./borg.ts";
import { BorgFailed } from "./borg-failed.ts";
import type { CallOutput } from "./call-output.ts";
import { describeExitCode, meaningOf } from "./exit-code.ts";

/**
 * Says what has become of a call.
 *
 * @param title Program and command, without anything secret.
 * @param code The exit code; negative when a signal has ended the call.
 * @throws {BorgFailed} If the code means an error.
 */
export function concludeCall(
  title: string,
  code: number,
  output: CallOutput,
  { rules, log }: { readonly rules: readonly ExitCodeRule[]; readonly log: Log },
): BorgResult {
  if (code < 0) throw new BorgFailed(title, 128 - code, output.lastLines);
  const meaning = meaningOf(code, rules);
  if (meaning === "success") return { exitCode: code, text: output.text };
  const description = describeExitCode(code);
  const explained = description === "" ? `${code}` : `${code} (${description})`;
  if (meaning === "error") throw new BorgFailed(title, code, output.lastLines, description);
  log.warning(`${title} has ended with exit code ${explained}, which is taken for a warning`);
  return { exitCode: code, text: output.text };
}
