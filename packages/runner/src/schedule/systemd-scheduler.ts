import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { SchedulePlan } from "./schedule-plan.ts";
import { mustRun, ScheduleError, type ScheduleTools } from "./schedule-tools.ts";
import type { Scheduler, ScheduleStatus } from "./scheduler.ts";
import { FAILURE_UNIT, SERVICE_UNIT, systemdUnits, TIMER_UNIT, UNIT_MARK } from "./systemd-units.ts";

/** A timer of systemd: of the machine, or of one user. */
export class SystemdScheduler implements Scheduler {
  readonly #scope: SchedulePlan["scope"];
  readonly #tools: ScheduleTools;
  readonly #folder: string;

  constructor(scope: SchedulePlan["scope"], tools: ScheduleTools) {
    const { env, home } = tools.system;
    this.#scope = scope;
    this.#tools = tools;
    const userFolder = join(env["XDG_CONFIG_HOME"] ?? join(home, ".config"), "systemd/user");
    this.#folder = join(tools.root, scope === "system" ? "/etc/systemd/system" : userFolder);
  }

  preview(plan: SchedulePlan): ReadonlyMap<string, string> {
    return new Map(systemdUnits(plan).map(({ name, text }) => [join(this.#folder, name), text]));
  }

  async install(plan: SchedulePlan): Promise<void> {
    await mustRun(this.#tools, ["systemd-analyze", "calendar", "--", plan.when]);
    const files = this.preview(plan);
    for (const path of files.keys()) await this.#refuseForeign(path);
    for (const [path, text] of files) {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text, { mode: 0o644 });
    }
    await this.#systemctl("daemon-reload");
    await this.#systemctl("enable", "--now", TIMER_UNIT);
  }

  async status(): Promise<ScheduleStatus> {
    const places: string[] = [];
    for (const name of [SERVICE_UNIT, TIMER_UNIT, FAILURE_UNIT]) {
      const path = join(this.#folder, name);
      if (await isOurs(path)) places.push(path);
    }
    const isInstalled = places.length > 0;
    if (!isInstalled) return { kind: "systemd", isInstalled, places };
    const timer = await this.#show(TIMER_UNIT, ["ActiveState", "NextElapseUSecRealtime"]);
    const service = await this.#show(SERVICE_UNIT, ["Result", "ExecMainExitTimestamp"]);
    const next =
      timer.get("ActiveState") === "active" ? timer.get("NextElapseUSecRealtime") : "the timer is not active";
    const ended = service.get("ExecMainExitTimestamp") ?? "";
    const last = ended === "" ? "never" : `${service.get("Result")} at ${ended}`;
    return { kind: "systemd", isInstalled, places, ...(next === undefined ? {} : { next }), last };
  }

  async remove(): Promise<void> {
    const { places } = await this.status();
    if (places.length === 0) return;
    await this.#systemctl("disable", "--now", TIMER_UNIT);
    for (const path of places) await rm(path, { force: true });
    await this.#systemctl("daemon-reload");
  }

  async #refuseForeign(path: string): Promise<void> {
    const text = await readIfThere(path);
    if (text !== undefined && !text.startsWith(UNIT_MARK)) {
      throw new ScheduleError(`${path} is there already and was not written by coffermatic`);
    }
  }

  async #systemctl(...words: readonly string[]): Promise<string> {
    return await mustRun(this.#tools, ["systemctl", ...(this.#scope === "user" ? ["--user"] : []), ...words]);
  }

  async #show(unit: string, properties: readonly string[]): Promise<Map<string, string>> {
    const text = await this.#systemctl("show", `--property=${properties.join(",")}`, unit);
    const lines = text.split("\n").filter((line) => line.includes("="));
    return new Map(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
  }
}

async function isOurs(path: string): Promise<boolean> {
  return (await readIfThere(path))?.startsWith(UNIT_MARK) ?? false;
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
