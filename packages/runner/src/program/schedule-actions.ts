import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { CommandLine, InstallFlags, ScheduleFlags, StatusFlags } from "../arguments/index.ts";
import type { Configuration } from "../config/index.ts";
import { openMonitors } from "../hooks/index.ts";
import type { Log } from "../log/index.ts";
import {
  installSchedule,
  removeSchedule,
  ScheduleError,
  type SchedulePlan,
  scheduleStatus,
  scheduleStatusText,
  type ScheduleTools,
  systemdCredentials,
} from "../schedule/index.ts";
import { runCommand, type System } from "../system/index.ts";
import { tell } from "./config-actions.ts";
import { loadFiles } from "./load-files.ts";
import { withLogs, withoutFile } from "./with-logs.ts";
import type { Terminal } from "./terminal.ts";

/** systemd says by this word that the program itself has ended with an error: its monitors know already. */
const TOLD_ALREADY = "exit-code";

/** `schedule install`: has coffermatic run regularly. Configurations must be valid. */
export async function installScheduleOf(
  flags: InstallFlags,
  line: CommandLine,
  system: System,
  terminal: Terminal,
): Promise<number> {
  const loaded = loadFiles(line, line.resolveEnvironment, system);
  tell(loaded, terminal);
  if (loaded.errors.length > 0) return 1;
  const configurations = loaded.files.map(({ configuration }) => configuration);
  return await attempt(configurations, line, system, async (tools) => {
    await installSchedule(
      {
        program: programPath(system),
        configurationPaths: line.configPaths.map((path) => resolve(system.cwd, path)),
        scope: scopeOf(flags),
        hardening: flags.noHardening === true ? "none" : hardeningFor(configurations),
        credentials: systemdCredentials(configurations),
        hostname: hostname(),
        kind: kindOf(flags),
        when: flags.when,
        delay: flags.delay,
      },
      tools,
    );
  });
}

/** `schedule status`: what is installed, and how its last run has ended. */
export async function showSchedule(
  flags: StatusFlags,
  line: CommandLine,
  system: System,
  terminal: Terminal,
): Promise<number> {
  return await attempt([withoutFile(line, system)], line, system, async (tools) => {
    const statuses = await scheduleStatus(scopeOf(flags), tools);
    const text = flags.json === true ? JSON.stringify(statuses) : scheduleStatusText(statuses);
    terminal.writeOut(`${text}\n`);
  });
}

/** `schedule remove`: takes away what `install` has installed. */
export async function removeScheduleOf(flags: ScheduleFlags, line: CommandLine, system: System): Promise<number> {
  return await attempt([withoutFile(line, system)], line, system, async (tools) => {
    await removeSchedule(scopeOf(flags), tools);
  });
}

/** `schedule report-failure`: tells monitors of a run that was killed and could not tell them itself. */
export async function reportFailure(line: CommandLine, system: System, terminal: Terminal): Promise<number> {
  const result = system.env["MONITOR_SERVICE_RESULT"];
  if (result === TOLD_ALREADY) return 0;
  const loaded = loadFiles(line, line.resolveEnvironment, system);
  tell(loaded, terminal);
  const configurations = loaded.files.map(({ configuration }) => configuration);
  await withLogs(configurations, system, async ({ log }) => {
    for (const { path, configuration } of loaded.files) {
      await tellOfKill(configuration, path, result, line, system, log);
    }
  });
  return loaded.errors.length > 0 ? 1 : 0;
}

async function tellOfKill(
  configuration: Configuration,
  configurationPath: string,
  result: string | undefined,
  { dryRun }: CommandLine,
  system: System,
  log: Log,
): Promise<void> {
  const monitors = openMonitors(configuration, { system, log, dryRun, configurationPath });
  const message = `The run was killed (${result ?? "nobody knows why"})`;
  monitors.sink.write({ level: "critical", message, prefix: "", timeMs: system.nowMs() });
  await monitors.ping("log");
  await monitors.ping("fail");
  await monitors.close();
}

async function attempt(
  configurations: readonly Configuration[],
  { dryRun }: CommandLine,
  system: System,
  work: (tools: ScheduleTools) => Promise<void>,
): Promise<number> {
  return await withLogs(configurations, system, async ({ log }) => {
    const { env, cwd } = system;
    const run: ScheduleTools["run"] = (words, input) =>
      runCommand(words, { env, cwd, ...(input === undefined ? {} : { input }) });
    try {
      await work({ system, log, dryRun, root: "/", run });
      return 0;
    } catch (error) {
      if (!(error instanceof ScheduleError)) throw error;
      log.critical(error.message);
      return 1;
    }
  });
}

function kindOf({ cron, systemd }: InstallFlags): "systemd" | "cron" | undefined {
  if (cron === true) return "cron";
  return systemd === true ? "systemd" : undefined;
}

/** Root's schedule is that of the machine. */
function scopeOf({ user }: ScheduleFlags): SchedulePlan["scope"] {
  return user === true || process.getuid?.() !== 0 ? "user" : "system";
}

/** Snapshots mount, and nobody knows what commands do. */
function hardeningFor(configurations: readonly Configuration[]): SchedulePlan["hardening"] {
  const needsMore = ({ btrfs, zfs, lvm, commands = [] }: Configuration): boolean =>
    btrfs !== undefined || zfs !== undefined || lvm !== undefined || commands.length > 0;
  return configurations.some(needsMore) ? "light" : "full";
}

/** The script that starts this program: a scheduler knows no other way. */
function programPath({ env, cwd }: System): string {
  const started = env["COFFER_ARGV0"] ?? "";
  const path = resolve(cwd, join(dirname(started), "coffermatic"));
  if (started.includes("/") && existsSync(path)) return path;
  throw new ScheduleError("It is not known which program to schedule: start it as bin/coffermatic");
}
