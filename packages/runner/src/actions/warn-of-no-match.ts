import type { BorgCall } from "../borg/index.ts";
import type { ActionContext } from "./action-context.ts";

/** Runs a call that answers with one or more lines for each archive, and says what may be wrong if there is none. */
export async function warnOfNoMatch(context: ActionContext, call: Omit<BorgCall, "output">): Promise<void> {
  const { borg, log } = context;
  let isEmpty = true;
  await borg.run({
    ...call,
    output: {
      kind: "capture",
      onLine: (line) => {
        if (line !== "") isEmpty = false;
        log.withPrefix("").answer(line);
      },
    },
  });
  if (!isEmpty || !call.options.includes("--glob-archives")) return;
  log.warning('No archive matches the filter. Try --match-archives "*", or see archive_name_format and match_archives');
}
