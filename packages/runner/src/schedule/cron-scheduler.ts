import { CRON_BEGIN, cronLines, withoutCronLines } from "./cron-line.ts";
import type { SchedulePlan } from "./schedule-plan.ts";
import { mustRun, ScheduleError, type ScheduleTools } from "./schedule-tools.ts";
import type { Scheduler, ScheduleStatus } from "./scheduler.ts";

const PLACE = "crontab";

/** Lines in the cron table of the user who installs it: root for the whole machine. */
export class CronScheduler implements Scheduler {
  readonly #tools: ScheduleTools;

  constructor(tools: ScheduleTools) {
    this.#tools = tools;
  }

  preview(plan: SchedulePlan): ReadonlyMap<string, string> {
    return new Map([[PLACE, cronLines(plan)]]);
  }

  async install(plan: SchedulePlan): Promise<void> {
    if (!/^\S+( +\S+){4}$/.test(plan.when)) {
      throw new ScheduleError(`"${plan.when}" is no time of cron: five fields, such as "30 3 * * *"`);
    }
    const others = withoutCronLines(await this.#read());
    const separator = others === "" || others.endsWith("\n") ? "" : "\n";
    await this.#write(`${others}${separator}${cronLines(plan)}`);
  }

  async status(): Promise<ScheduleStatus> {
    const table = await this.#read();
    const isInstalled = table.includes(CRON_BEGIN);
    const line = table.slice(table.indexOf(CRON_BEGIN)).split("\n")[1] ?? "";
    const next = line.split(" ").slice(0, 5).join(" ");
    return { kind: "cron", isInstalled, places: isInstalled ? [PLACE] : [], ...(isInstalled ? { next } : {}) };
  }

  async remove(): Promise<void> {
    const table = await this.#read();
    const others = withoutCronLines(table);
    if (others !== table) await this.#write(others);
  }

  /** A user without a table is no error. */
  async #read(): Promise<string> {
    const { code, stdout, stderr } = await this.#tools.run(["crontab", "-l"]);
    if (code === 0) return stdout;
    if (/no crontab/i.test(stderr)) return "";
    throw new ScheduleError(`crontab -l has failed (exit code ${code}): ${stderr.trim()}`);
  }

  async #write(table: string): Promise<void> {
    await mustRun(this.#tools, ["crontab", "-"], table);
  }
}
