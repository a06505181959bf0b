import { runCommand, type System } from "../../../system/index.ts";
import type { Notice } from "./sender.ts";

/**
 * Has the program `apprise` notify a service. The URL is handed over in its environment, where other users cannot read it, the
 * text by standard input.
 *
 * @throws {Error} If the program is not installed or fails; the message holds no secret.
 */
export async function runApprise(
  url: string,
  scheme: string,
  notice: Notice,
  system: System,
  signal: AbortSignal,
): Promise<void> {
  const words = ["apprise", `--title=${notice.title}`, `--notification-type=${notice.kind}`, "--input-format=text"];
  const env = { ...system.env, APPRISE_URLS: url };
  const { code } = await runCommand(words, { env, cwd: system.cwd, input: notice.body, signal }).catch(
    (error: unknown) => {
      throw new Error(`${scheme}:// needs the program apprise, which cannot be started`, { cause: error });
    },
  );
  if (code !== 0) throw new Error(`apprise could not notify ${scheme}:// (exit code ${code})`);
}
