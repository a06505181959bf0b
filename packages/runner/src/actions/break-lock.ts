import type { ActionContext } from "./action-context.ts";
import { commonOptions } from "./borg-options.ts";

/** Removes locks that a killed Borg has left. */
export async function breakLock(context: ActionContext): Promise<void> {
  const { repository, borg, log } = context;
  log.info("Breaking locks of the repository and the cache");
  await borg.run({
    command: ["break-lock"],
    options: commonOptions(context, { extra: "break_lock" }),
    positionals: [repository.path],
    output: { kind: "log", level: "info" },
  });
}
