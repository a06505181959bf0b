import type { Configuration } from "../config/index.ts";
import { RowCountStore } from "../drill/index.ts";
import { type DumpCounter, DataSourceFailed } from "../hooks/index.ts";
import { openState } from "../state/index.ts";
import type { ActionContext } from "./action-context.ts";
import { findLatestArchive } from "./latest-archive.ts";

/** Whether `create` is to count the rows of databases, for drills to compare with. */
export function wantsRowCounts({ drill }: Configuration): boolean {
  return drill !== undefined && drill?.databases !== false && drill?.count_rows !== false;
}

/** Counts once more what was counted before the dumps, and keeps both with the archive that was just made. */
export async function keepRowCounts(counters: readonly DumpCounter[], context: ActionContext): Promise<void> {
  const { configuration, repository, system, log } = context;
  const { id } = await findLatestArchive(context);
  using state = openState(configuration, system);
  const store = new RowCountStore(state, repository.path, id);
  for (const counter of counters) {
    const { dump, before } = counter;
    try {
      store.add(dump, before, await counter.countAgain());
    } catch (error) {
      // the archive is made, and good
      if (!(error instanceof DataSourceFailed)) throw error;
      log.warning(`The rows of ${dump} are not counted: ${error.message}`);
    }
  }
}
