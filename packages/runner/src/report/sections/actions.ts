import { type Html, table, mark, moment, momentWithAge } from "../../page/index.ts";
import type { RepositoryFacts } from "../facts.ts";

/** How actions have last ended, and why one has failed since. */
export function actionsSection({ actions }: RepositoryFacts, nowMs: number): Html {
  return table({
    caption: "Actions",
    headings: ["Action", "Last success", "Last failure", "Message"],
    rows: actions.map(({ action, lastSuccessMs, lastFailure }) => [
      action,
      momentWithAge(lastSuccessMs, nowMs),
      lastFailure !== undefined && lastFailure.failedMs > (lastSuccessMs ?? 0)
        ? mark("error", "failed since")
        : moment(lastFailure?.failedMs),
      lastFailure?.message ?? "",
    ]),
  });
}
