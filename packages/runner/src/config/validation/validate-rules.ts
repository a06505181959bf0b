import { isAbsolute } from "node:path";
import type { Configuration, DrillOptions } from "../schema/index.ts";
import type { ConfigNode, MappingNode, Report } from "../tree/index.ts";
import { complaintsAboutAudit } from "./audit-rules.ts";
import { daysOf, frequencyToMs } from "./check-times.ts";
import { repositoryMatches } from "./repository-matches.ts";

/** What no type can say: rules between options. Only for a tree that fits the schema. */
export function validateRules(root: MappingNode, configuration: Configuration, cwd: string, report: Report): void {
  const nodes = new NodeFinder(root);
  if (configuration.repositories.length === 0) {
    report.problem(nodes.origin("repositories"), "repositories", "there is none; nothing would be backed up");
  }
  for (const [index, check] of (configuration.checks ?? []).entries()) {
    for (const [member, message] of complaintsAboutCheck(check)) {
      report.problem(nodes.origin("checks", index, member), `checks[${index}].${member}`, message);
    }
  }
  for (const [index, hook] of (configuration.commands ?? []).entries()) {
    const message = complaintAboutHook(hook);
    if (message !== undefined) report.problem(nodes.origin("commands", index), `commands[${index}]`, message);
  }
  for (const [index, wanted] of (configuration.check_repositories ?? []).entries()) {
    if (configuration.repositories.some((repository) => repositoryMatches(wanted, repository, cwd))) continue;
    const known = configuration.repositories.map(({ label, path }) => label ?? path).join(", ");
    const message = `no repository has the path or label ${wanted}; there are ${known}`;
    report.problem(nodes.origin("check_repositories", index), `check_repositories[${index}]`, message);
  }
  for (const [member, message] of complaintsAboutDrill(configuration.drill ?? {})) {
    report.problem(nodes.origin("drill", member), `drill.${member}`, message);
  }
  for (const [index, { name }] of (configuration.openldap_databases ?? []).entries()) {
    if (name !== "all") continue;
    const message = "slapcat dumps one database at a time; write an entry for each suffix";
    report.problem(nodes.origin("openldap_databases", index, "name"), `openldap_databases[${index}].name`, message);
  }
  for (const [index, { code }] of (configuration.borg_exit_codes ?? []).entries()) {
    if (code !== 0) continue;
    const option = `borg_exit_codes[${index}].code`;
    report.problem(nodes.origin("borg_exit_codes", index, "code"), option, "0 is success and stays it");
  }
  for (const [option, message] of complaintsAboutAudit(configuration.audit ?? {})) {
    report.problem(nodes.origin("audit"), `audit.${option}`, message);
  }
  const runtime = configuration.user_runtime_directory;
  if (runtime !== undefined && !isAbsolute(runtime) && !/^(?:~|\$\{|$)/.test(runtime)) {
    const message = `${runtime} is relative; write the whole path, from the first slash on`;
    report.problem(nodes.origin("user_runtime_directory"), "user_runtime_directory", message);
  }
}

type Check = NonNullable<Configuration["checks"]>[number];
type Complaint = readonly [member: string, message: string];

/** Members that a check of one name has and others have not. */
const SPOT_NUMBERS = ["count_tolerance_percentage", "data_sample_percentage", "data_tolerance_percentage"] as const;
const OWN_MEMBERS = { repository: ["max_duration"], spot: [...SPOT_NUMBERS, "xxh64sum_command"] } as const;

function complaintsAboutCheck(check: Check): readonly Complaint[] {
  const complaints: Complaint[] = [];
  for (const [name, members] of Object.entries(OWN_MEMBERS)) {
    if (name === check.name) continue;
    for (const member of members) {
      if (Object.hasOwn(check, member)) complaints.push([member, `only a check named ${name} has this; remove it`]);
    }
  }
  if (check.name === "spot") complaints.push(...complaintsAboutSpot(check));
  if (check.frequency !== undefined && frequencyToMs(check.frequency) === undefined) {
    complaints.push(["frequency", `\`${check.frequency}\` is not understood; write always, or as 2 weeks, 1 month`]);
  }
  const noDay = check.only_run_on?.find((entry) => daysOf(entry) === undefined);
  if (noDay !== undefined) {
    complaints.push(["only_run_on", `\`${noDay}\` is no day; write Monday to Sunday, weekday or weekend`]);
  }
  return complaints;
}

function complaintsAboutSpot(check: Check): readonly Complaint[] {
  const missing = SPOT_NUMBERS.filter((member) => check[member] === undefined);
  if (missing.length > 0) return [["name", `a check named spot needs ${missing.join(", ")} as well`]];
  const { data_sample_percentage: sample = 0, data_tolerance_percentage: tolerance = 0 } = check;
  if (tolerance <= sample) return [];
  return [["data_tolerance_percentage", `must not be more than data_sample_percentage, which is ${sample}`]];
}

function complaintsAboutDrill(drill: DrillOptions): readonly Complaint[] {
  const complaints: Complaint[] = [];
  for (const member of ["frequency", "overdue_after"] as const) {
    const text = drill[member];
    if (text === undefined || frequencyToMs(text) !== undefined) continue;
    complaints.push([member, `\`${text}\` is not understood; write always, or as 2 weeks, 1 month`]);
  }
  const { sample_percentage: sample = 100 } = drill;
  if (sample <= 0 || sample > 100) complaints.push(["sample_percentage", "must be more than 0 and at most 100"]);
  return complaints;
}

function complaintAboutHook(hook: NonNullable<Configuration["commands"]>[number]): string | undefined {
  if (hook.before === undefined && hook.after === undefined) return "either before or after is needed";
  if (hook.before === undefined) return undefined;
  if (hook.after !== undefined) return "before and after cannot stand together; write two entries";
  return hook.states === undefined ? undefined : "states only go with after: nothing has ended before";
}

/** Finds where something stands. */
class NodeFinder {
  readonly #root: MappingNode;

  constructor(root: MappingNode) {
    this.#root = root;
  }

  /** The place of what the path leads to, or of the last that is there on the way. */
  origin(...path: readonly (string | number)[]): string {
    let node: ConfigNode = this.#root;
    for (const step of path) {
      const next: ConfigNode | undefined =
        typeof step === "number"
          ? node.kind === "list"
            ? node.items[step]
            : undefined
          : node.kind === "mapping"
            ? node.entries.get(step)
            : undefined;
      if (next === undefined) break;
      node = next;
    }
    return node.origin;
  }
}
