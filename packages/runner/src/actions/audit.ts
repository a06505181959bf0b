import { formatSourcePattern } from "../hooks/index.ts";
import {
  audit,
  type AuditedRepository,
  type AuditReport,
  type CoveredConfiguration,
  digestOf,
  EscrowStore,
  type Machine,
  readMounts,
  repositoryPlace,
  ScorecardStore,
  SourceCoverage,
} from "../audit/index.ts";
import { DrillStore } from "../drill/index.ts";
import type { Configuration, RepositoryOptions } from "../config/index.ts";
import { ActionTimes, FindingStore, openState, type State } from "../state/index.ts";
import type { ActionContext } from "./action-context.ts";
import { checkTimesOf } from "./check/index.ts";
import { readStoredKey } from "./key.ts";
import { collectPatterns } from "./patterns/index.ts";
import { findRepository } from "./repo-info.ts";

/** What an audit works with: a configuration with all its repositories, among others of the same run. */
export interface AuditContext extends Omit<ActionContext, "repository"> {
  /** The file that its findings are kept under. */
  readonly configurationPath: string;
  /** All configurations of the run, with the folders they work in: what one of them backs up is not missing. */
  readonly together: readonly { readonly configuration: Configuration; readonly workingDirectory: string }[];
  /** Whether the machine as a whole is looked at, which one configuration of a run does. */
  readonly looksAtMachine: boolean;
  readonly machine: Machine;
}

/**
 * Audits a configuration and, unless it is a dry run, keeps what was found.
 *
 * @throws {ActionError} If a pattern of the configuration cannot be read.
 */
export async function auditConfiguration(context: AuditContext): Promise<AuditReport> {
  const { configuration, configurationPath, system, log, dryRun, machine } = context;
  log.info(`Auditing ${configurationPath}`);
  const state = openState(configuration, system);
  try {
    const report = audit({
      ...context,
      mounts: readMounts(machine),
      coverage: (await coverageOf(context, context)).coverage,
      together: await Promise.all(context.together.map((other) => coverageOf(other, context))),
      repositories: await repositoriesOf(context, state),
      home: system.home,
      nowMs: system.nowMs(),
    });
    if (!dryRun) {
      new FindingStore(state, "audit", configurationPath).replace(report.findings, system.nowMs());
      new ScorecardStore(state).replace(configurationPath, report.scorecard, system.nowMs());
      new ActionTimes(state).note(configurationPath, "audit", system.nowMs());
    }
    return report;
  } finally {
    state.close();
  }
}

/** When an audit is due again, in milliseconds since 1970. */
export function auditDueMs({
  configuration,
  configurationPath,
  system,
}: Pick<AuditContext, "configuration" | "configurationPath" | "system">): number {
  const state = openState(configuration, system);
  try {
    return new ActionTimes(state).dueMs(configurationPath, "audit", configuration.audit?.frequency ?? "always");
  } finally {
    state.close();
  }
}

async function coverageOf(
  { configuration, workingDirectory }: AuditContext["together"][number],
  { system, machine }: AuditContext,
): Promise<CoveredConfiguration> {
  const patterns = await collectPatterns(configuration, { workingDirectory, system });
  const mounts = readMounts(machine);
  const lines = patterns.map(formatSourcePattern);
  return { configuration, coverage: new SourceCoverage({ configuration, lines, workingDirectory, machine, mounts }) };
}

/** One after the other: Borg's calls in this process share it. */
async function repositoriesOf(context: AuditContext, state: State): Promise<readonly AuditedRepository[]> {
  const found: AuditedRepository[] = [];
  for (const options of context.configuration.repositories) found.push(await repositoryOf(options, context, state));
  return found;
}

async function repositoryOf(
  options: RepositoryOptions,
  audited: AuditContext,
  state: State,
): Promise<AuditedRepository> {
  const { machine, workingDirectory } = audited;
  const context: ActionContext = { ...audited, repository: options };
  const escrow = new EscrowStore(state, options.path).latest();
  const known = {
    options,
    place: repositoryPlace(options.path, { machine, mounts: readMounts(machine), cwd: workingDirectory }),
    drilledMs: new DrillStore(state).standing(options.path).lastPassedMs,
    escrow,
  };
  try {
    const { repository, encryption } = await findRepository(context);
    const isKeyKept = escrow !== undefined && encryption.mode !== "none";
    return {
      ...known,
      encryption: encryption.mode,
      trouble: undefined,
      checkedMs: await checkTimesOf(context, repository.id),
      keyDigest: isKeyKept ? digestOf(await readStoredKey(context)) : undefined,
    };
  } catch (error) {
    const trouble = error instanceof Error ? error.message : String(error);
    return { ...known, encryption: undefined, trouble, checkedMs: new Map(), keyDigest: undefined };
  } finally {
    audited.borg.forget();
  }
}
