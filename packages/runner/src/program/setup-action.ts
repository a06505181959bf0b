import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { readHidden, Streams } from "@coffer/cli/environment";
import { parse } from "yaml";
import type { ActionRequest } from "../actions/index.ts";
import type { CommandLine, SetupFlags } from "../arguments/index.ts";
import { loadConfiguration } from "../config/index.ts";
import { runActions } from "../run/index.ts";
import { type Asker, PersonAsker, runSetup, ScriptedAsker, SetupError, type SetupSteps } from "../setup/index.ts";
import { expandHome, type System } from "../system/index.ts";
import { installScheduleOf } from "./schedule-actions.ts";
import type { Terminal } from "./terminal.ts";
import { withLogs, withoutFile } from "./with-logs.ts";

/** `setup`: asks what to back up and where to, and sets all of it up. */
export async function setUp(
  { answers }: SetupFlags,
  line: CommandLine,
  system: System,
  terminal: Terminal,
): Promise<number> {
  const configurationPath = configurationPathOf(line, system);
  return await withLogs([withoutFile(line, system)], system, async ({ log }) => {
    try {
      const asker = answers === undefined ? personAsker(system, terminal) : await scriptedAsker(answers, system);
      const steps = stepsOf(line, system, terminal);
      await runSetup({ configurationPath, asker, steps, system, log, dryRun: line.dryRun });
      return 0;
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      log.critical(error.message);
      return 1;
    }
  });
}

/** Where the program looks, too: of the machine for root, of the user for others. */
function configurationPathOf({ configPaths }: CommandLine, system: System): string {
  const [given] = configPaths;
  if (given !== undefined) return resolve(system.cwd, expandHome(given, system));
  const isRoot = process.getuid?.() === 0;
  const folder = isRoot ? "/etc" : (system.env["XDG_CONFIG_HOME"] ?? join(system.home, ".config"));
  return join(folder, "coffermatic", "config.yaml");
}

function stepsOf(line: CommandLine, system: System, terminal: Terminal): SetupSteps {
  const run = (path: string, action: ActionRequest): Promise<void> => runOne(path, action, system);
  return {
    createRepository: (path, encryption) =>
      run(path, { name: "repo-create", flags: { encryption, makeParentDirs: true } }),
    exportKey: (path, keyPath) => run(path, { name: "key export", flags: { paper: true, path: keyPath } }),
    backUp: (path) => run(path, { name: "create", flags: {} }),
    installSchedule: async (path) => {
      const code = await installScheduleOf({}, { ...line, configPaths: [path] }, system, terminal);
      if (code !== 0) throw new SetupError("No schedule was installed");
    },
  };
}

/** @throws {SetupError} If it fails; the log has said why. */
async function runOne(path: string, action: ActionRequest, system: System): Promise<void> {
  const { configuration, paths } = loadConfiguration(path, {}, system);
  await withLogs([configuration], system, async ({ log, sinks, verbosity, progress }) => {
    const request = { configurations: [{ path, configuration }], configurationPaths: paths, actions: [action] };
    const { signal } = new AbortController();
    const { failed } = await runActions(
      { ...request, dryRun: false },
      { system, log, sinks, verbosity, progress, signal },
    );
    if (failed) throw new SetupError(`${action.name} has failed`);
  });
}

/** Lines are read when they are asked for: who reads ahead would take secrets from the terminal. */
function personAsker(system: System, terminal: Terminal): Asker {
  const streams = new Streams(system.env);
  const readLine = (): Promise<string | undefined> => streams.readLine();
  const readSecret = async (prompt: string): Promise<string | undefined> => {
    const answer = await readHidden(prompt);
    return answer === "no terminal" ? await readLine() : answer.line;
  };
  return new PersonAsker((text) => terminal.writeErr(text), readLine, readSecret);
}

async function scriptedAsker(path: string, system: System): Promise<Asker> {
  const text = await readFile(resolve(system.cwd, path), "utf8");
  const answers: unknown = parse(text);
  if (typeof answers !== "object" || answers === null) throw new SetupError(`${path} has no answers: name: answer`);
  return new ScriptedAsker(new Map(Object.entries(answers).map(([name, answer]) => [name, String(answer)])));
}
