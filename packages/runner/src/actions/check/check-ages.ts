import type { ActionContext } from "../action-context.ts";
import type { CheckName } from "../action-flags.ts";
import { borgCheckFilter } from "./borg-check.ts";
import { CheckTimes } from "./check-times.ts";

const CHECK_NAMES: readonly CheckName[] = ["repository", "archives", "data", "extract", "spot"];

/**
 * When each check of a repository last ended well, in milliseconds since 1970. Checks that never have are not in it.
 *
 * @param repositoryId In hexadecimal digits.
 */
export async function checkTimesOf(
  context: ActionContext,
  repositoryId: string,
): Promise<ReadonlyMap<CheckName, number>> {
  const times = await CheckTimes.open(context, repositoryId, borgCheckFilter(context, CHECK_NAMES));
  return new Map(
    CHECK_NAMES.flatMap((name) => {
      const lastMs = times.lastMs(name);
      return lastMs === undefined ? [] : [[name, lastMs] as const];
    }),
  );
}
