import { withSnakeNames } from "../json/index.ts";
import { ActionError, auditConfiguration, type AuditContext, auditDueMs } from "../actions/index.ts";
import { type AuditReport, renderReport, RootedMachine } from "../audit/index.ts";
import { withCommandHooks } from "../hooks/index.ts";
import type { Log } from "../log/index.ts";
import type { System } from "../system/index.ts";
import { hookContext, workingDirectoryOf } from "./hook-context.ts";
import { openBorgAndEngine } from "./open-borg.ts";
import type { NamedConfiguration, RunRequest, RunTools } from "./run-request.ts";

/** How an audit has ended. */
export interface AuditOutcome {
  readonly json: readonly unknown[];
  /** Something was found that makes backups or restores fail. */
  readonly failure?: ActionError;
}

/**
 * Audits a configuration if that was asked for, or if it is due in a run of what is regular. Asked for, it shows a report; else the log tells
 * what was found, and monitors with it.
 */
export async function runAudit(named: NamedConfiguration, request: RunRequest, tools: RunTools): Promise<AuditOutcome> {
  const { path, configuration } = named;
  const { log, system } = tools;
  const asked = request.actions.find((action) => action.name === "audit");
  const isWanted = asked !== undefined || isDue(named, request, system);
  if (!isWanted || configuration.skip_actions?.includes("audit") === true) return { json: [] };
  const hooks = { ...hookContext(named, request, tools), hooks: configuration.commands ?? [] };
  let report: AuditReport | undefined;
  await withCommandHooks({ ...hooks, place: "action", actions: ["audit"] }, async () => {
    report = await auditConfiguration(contextOf(named, request, tools));
  });
  if (report === undefined) return { json: [] };
  const isJson = asked?.flags.json === true;
  if (asked === undefined) tell(report, log);
  else if (!isJson) log.answer(renderReport(report));
  return { json: isJson ? [withSnakeNames({ configuration: path, ...report })] : [], ...failureOf(path, report) };
}

function isDue({ path, configuration }: NamedConfiguration, { byDefault }: RunRequest, system: System): boolean {
  if (byDefault !== true || configuration.audit === undefined) return false;
  return auditDueMs({ configuration, configurationPath: path, system }) <= system.nowMs();
}

function contextOf(named: NamedConfiguration, request: RunRequest, tools: RunTools): AuditContext {
  const { path, configuration, paths = [path] } = named;
  const { system } = tools;
  return {
    ...tools,
    configuration,
    configurationPath: path,
    configurationPaths: paths,
    together: request.configurations.map((other) => ({
      configuration: other.configuration,
      workingDirectory: workingDirectoryOf(other.configuration, system),
    })),
    looksAtMachine: request.configurations[0] === named,
    machine: new RootedMachine(),
    ...openBorgAndEngine(configuration, tools),
    workingDirectory: workingDirectoryOf(configuration, system),
    dryRun: request.dryRun,
  };
}

function tell({ findings }: AuditReport, log: Log): void {
  for (const { code, subject, severity, text, remedy } of findings) {
    const about = [code, subject].filter((part) => part !== "").join(" ");
    const steps = remedy === "" ? "" : `\n-> ${remedy.replaceAll("\n", "\n   ")}`;
    log[severity](`${about}: ${text}${steps}`);
  }
}

function failureOf(path: string, { findings }: AuditReport): Pick<AuditOutcome, "failure"> {
  const errors = findings.filter(({ severity }) => severity === "error");
  if (errors.length === 0) return {};
  const codes = [...new Set(errors.map(({ code }) => code))].join(", ");
  return { failure: new ActionError(`The audit of ${path} has found what cannot stay so: ${codes}`) };
}
