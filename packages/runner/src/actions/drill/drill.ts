import { randomInt } from "node:crypto";
import { tmpdir } from "node:os";
import { resolve } from "node:path";
import {
  describeDrill,
  drillArchive,
  type DrillContext,
  type DrillResult,
  type DrillRules,
  DrillStore,
  removeScratchLeftovers,
  RowCountStore,
  scratchBase,
} from "../../drill/index.ts";
import { ActionTimes, type Finding, FindingStore, openState, type State } from "../../state/index.ts";
import type { ActionContext } from "../action-context.ts";
import { ActionError } from "../action-error.ts";
import type { DrillFlags } from "../action-flags.ts";
import { commonOptions } from "../borg-options.ts";
import { listArchives } from "../latest-archive.ts";
import { chooseArchives } from "./choose-archives.ts";
import { writeDrillPage } from "./write-drill-page.ts";

/** What seeds are taken from. */
const SEED_MAX = 2 ** 31;

/**
 * Restores archives for trial if that is due, and keeps what has come out.
 *
 * @returns The results, if JSON is wanted; none of them if no drill is due.
 * @throws {ActionError} If something is found that is wrong; its `json` are the results then, too.
 */
export async function drill(context: ActionContext, flags: DrillFlags): Promise<unknown> {
  const { configuration, repository, system, log, dryRun } = context;
  const options = configuration.drill ?? {};
  using state = openState(configuration, system);
  const dueMs = new ActionTimes(state).dueMs(repository.path, "drill", options.frequency ?? "always");
  if (flags.force !== true && system.nowMs() < dueMs) {
    sayWhenDue(dueMs, context, flags);
    return jsonOf([], state, context, flags);
  }
  const seed = flags.seed ?? randomInt(SEED_MAX);
  const archives = chooseArchives(await listArchives(context), flags.archive ?? options.archives ?? "latest", seed);
  const rules: DrillRules = {
    ...options,
    sample_percentage: flags.sample ?? options.sample_percentage ?? 100,
    seed,
    target: flags.target === undefined ? undefined : resolve(context.workingDirectory, flags.target),
  };
  if (rules.target !== undefined && archives.length > 1) throw new ActionError("--target takes a single archive");
  if (dryRun) {
    log.info(`Skipping the drill of ${archives.map(({ name }) => name).join(", ")} (dry run)`);
    return undefined;
  }
  await removeScratchLeftovers([scratchBase(configuration, system), tmpdir()], system.nowMs());
  const store = new DrillStore(state);
  const results: DrillResult[] = [];
  for (const archive of archives) {
    log.info(`Drilling archive ${archive.name} (sample ${rules.sample_percentage}%, seed ${seed})`);
    const counts = new RowCountStore(state, repository.path, archive.id);
    const result = await drillArchive(archive, rules, drillContext(context), counts);
    store.add(result);
    results.push(result);
    tell(result, context);
  }
  const page = flags.html ?? options.html_report;
  if (page !== undefined) writeDrillPage(page, results, state, context);
  return conclude(results, state, context, flags);
}

/** Who has asked for a drill waits for a word. */
function sayWhenDue(dueMs: number, { log }: ActionContext, { byDefault }: DrillFlags): void {
  const due = new Date(dueMs)
    .toISOString()
    .replace("T", " ")
    .replace(/:\d\d\..*$/, " UTC");
  const message = `The drill is not due before ${due}; coffermatic drill --force does it now`;
  if (byDefault === true) log.info(message);
  else log.answer(message);
}

function drillContext(context: ActionContext): DrillContext {
  return { ...context, engineOptions: commonOptions(context, {}) };
}

/** Findings go to the log, and so to the monitors. */
function tell(result: DrillResult, { log }: ActionContext): void {
  for (const { severity, subject, text, remedy } of result.findings) {
    const line = [subject === "" ? text : `${subject}: ${text}`, remedy].filter((part) => part !== "").join("; ");
    log[severity](line);
  }
  log.answer(describeDrill(result));
}

function conclude(results: readonly DrillResult[], state: State, context: ActionContext, flags: DrillFlags): unknown {
  const { repository, system } = context;
  const findings = results.flatMap((result) => result.findings);
  new FindingStore(state, "drill", repository.path).replace(distinct(findings), system.nowMs());
  if (results.every(({ outcome }) => outcome === "passed")) {
    new ActionTimes(state).note(repository.path, "drill", system.nowMs());
  }
  const json = jsonOf(results, state, context, flags);
  const errors = findings.filter(({ severity }) => severity === "error");
  const [first] = errors;
  if (first === undefined) return json;
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : "";
  const about = first.subject === "" ? "" : `${first.subject}: `;
  throw new ActionError(`The drill has found trouble: ${about}${first.text}${more}`, { json });
}

/** @returns Undefined if no JSON is wanted. */
function jsonOf(
  results: readonly DrillResult[],
  state: State,
  { repository }: ActionContext,
  flags: DrillFlags,
): unknown {
  if (flags.json !== true) return undefined;
  const { streak, lastPassedMs } = new DrillStore(state).standing(repository.path);
  return {
    repository: { location: repository.path, label: repository.label ?? "" },
    drills: results,
    standing: { streak, last_passed_ms: lastPassedMs ?? null },
  };
}

/** Archives that are drilled together may find the same. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((finding) => [`${finding.code}\0${finding.subject}`, finding])).values()];
}
