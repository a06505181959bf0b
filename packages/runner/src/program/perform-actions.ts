import { programHelp, type ActionsRequest, type CommandLine } from "../arguments/index.ts";
import { openLogs, runActions, watchSignals, type OpenLogs, type RunOutcome } from "../run/index.ts";
import type { System } from "../system/index.ts";
import { loadFiles, type LoadedFiles } from "./load-files.ts";
import type { Terminal } from "./terminal.ts";

/**
 * Performs actions on the repositories of all configuration files. A file that cannot be used does not keep the others from their work, but
 * the exit code tells.
 *
 * @returns 0 if all has worked, 1 if anything has failed, 128 + its number after a signal.
 */
export async function performActions(
  request: ActionsRequest,
  line: CommandLine,
  system: System,
  terminal: Terminal,
): Promise<number> {
  const loaded = loadFiles(line, line.resolveEnvironment, system);
  if (request.bare && loaded.files.length > 0 && !wantsDefaultActions(loaded)) {
    terminal.writeOut(programHelp());
    return 0;
  }
  const isJson = request.actions.some(({ flags }) => "json" in flags && flags.json);
  const logs = openLogs({ configurations: loaded.files.map(({ configuration }) => configuration), system, isJson });
  const signals = watchSignals();
  try {
    for (const warning of loaded.files.flatMap(({ warnings }) => warnings)) logs.log.warning(warning);
    const outcome =
      loaded.files.length === 0 ? NOTHING : await run(request, line, loaded, logs, system, signals.signal);
    if (outcome.json.length > 0) terminal.writeOut(`${JSON.stringify(outcome.json)}\n`);
    summarize(loaded, outcome, logs);
    return signals.exitCode ?? (outcome.failed || loaded.errors.length > 0 ? 1 : 0);
  } finally {
    await logs.close();
  }
}

const NOTHING: RunOutcome = { json: [], summary: [], failed: false };

function wantsDefaultActions({ files }: LoadedFiles): boolean {
  return files.some(({ configuration }) => configuration.default_actions ?? true);
}

async function run(
  { actions, byDefault }: ActionsRequest,
  { dryRun }: CommandLine,
  { files }: LoadedFiles,
  { log, sinks, verbosity, progress }: OpenLogs,
  system: System,
  signal: AbortSignal,
): Promise<RunOutcome> {
  const configurationPaths = [...new Set(files.flatMap(({ paths }) => paths))];
  const request = { configurations: files, configurationPaths, actions, byDefault, dryRun };
  return await runActions(request, { system, log, sinks, verbosity, progress, signal });
}

/** What has become of each file, on the log. */
function summarize({ errors }: LoadedFiles, { summary, failed }: RunOutcome, { log }: OpenLogs): void {
  const isBad = failed || errors.length > 0;
  const say = (message: string): void => (isBad ? log.critical(message) : log.info(message));
  say("summary:");
  for (const error of errors) log.critical(error.message);
  for (const { level, message } of summary) log[level](message);
}
