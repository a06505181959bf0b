import { withSnakeNames } from "../../json/index.ts";
import { localTime } from "@coffer/cli/text";
import { planPrune, type PruneDecision } from "@coffer/engine/commands";
import { fromHex, toHex } from "@coffer/format/bytes";
import { retentionRules } from "../../audit/index.ts";
import type { ActionContext } from "../action-context.ts";
import type { PruneFlags } from "../action-flags.ts";
import { drilledArchives, lastDrilled } from "./drilled-archive.ts";
import { listPrunable } from "./list-archives.ts";
import { renderCalendar } from "./render-calendar.ts";

/** What would become of one archive. */
export interface Fate {
  readonly archive: string;
  /** Milliseconds since 1970. */
  readonly startedMs: number;
  /** The rule that keeps it; `drilled`, or `checkpoint`; undefined if it would be deleted. */
  readonly rule: string | undefined;
}

/** Shows on a calendar what each rule keeps. Asks Borg only for the list of archives. @returns The fates, if JSON is wanted. */
export async function simulatePrune(context: ActionContext, { json }: PruneFlags): Promise<unknown> {
  const { configuration, repository, system, log } = context;
  const archives = await listPrunable(context);
  const drilled = lastDrilled(drilledArchives(context), archives);
  const entries = archives.map(({ name, id, start }) => ({
    name,
    id: fromHex(id),
    time: BigInt(Date.parse(start)) * 1000n,
  }));
  const plan = planPrune(entries, retentionRules(configuration), {
    nowMicros: BigInt(system.nowMs()) * 1000n,
    localTime,
  });
  const fates = plan.map((decision) => fateOf(decision, drilled?.id));
  if (json === true) {
    const archives = fates.map((fate) => ({ ...fate, rule: fate.rule ?? null }));
    return withSnakeNames({ repository: { location: repository.path, label: repository.label ?? "" }, archives });
  }
  log.answer("What prune would keep");
  log.withPrefix("").answer(renderCalendar(fates).join("\n"));
  return undefined;
}

function fateOf({ archive, verdict, because, isCheckpoint }: PruneDecision, drilledId: string | undefined): Fate {
  const isDrilled = toHex(archive.id) === drilledId;
  const kept = verdict === "keep" ? (isCheckpoint ? "checkpoint" : because?.rule) : undefined;
  return {
    archive: archive.name,
    startedMs: Number(archive.time / 1000n),
    rule: kept ?? (isDrilled ? "drilled" : undefined),
  };
}
