import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { mkdir, rename, utimes, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { stateFolder } from "../../state/index.ts";
import { type System, expandHome } from "../../system/index.ts";
import type { ActionContext } from "../action-context.ts";
import type { CheckName } from "../action-flags.ts";

/** Checks of archives, whose times belong to the archives that were looked at. */
const CHECKS_OF_ARCHIVES: readonly CheckName[] = ["archives", "data"];

/** Instead of the archives' digest: all archives. */
const ALL_ARCHIVES = "all";

/**
 * When the checks of a repository last ran: times of files below `STATE/borgmatic/checks/ID`, which borgmatic keeps the same way.
 */
export class CheckTimes {
  readonly #folder: string;
  readonly #archives: string;
  readonly #system: System;

  private constructor(folder: string, filter: readonly string[], system: System) {
    this.#folder = folder;
    this.#archives = filter.length === 0 ? ALL_ARCHIVES : createHash("sha256").update(filter.join(" ")).digest("hex");
    this.#system = system;
  }

  /**
   * Moves times to here from where old versions of borgmatic have kept them.
   *
   * @param repositoryId In hexadecimal digits.
   * @param filter The options by which Borg selects archives to check.
   */
  static async open(
    { configuration, system, log }: ActionContext,
    repositoryId: string,
    filter: readonly string[],
  ): Promise<CheckTimes> {
    const state = join(stateFolder(configuration, system), "borgmatic");
    const old = join(expandHome(configuration.borgmatic_source_directory ?? "~/.borgmatic", system), "checks");
    if (existsSync(old) && !existsSync(join(state, "checks"))) {
      log.debug(`Moving ${old} to ${state}`);
      await mkdir(state, { recursive: true, mode: 0o700 });
      await rename(old, join(state, "checks"));
    }
    const times = new CheckTimes(join(state, "checks", repositoryId), filter, system);
    for (const name of CHECKS_OF_ARCHIVES) await times.#makeFolder(name);
    return times;
  }

  /** When a check last ended well, in milliseconds since 1970; one of all archives counts for some of them. */
  lastMs(name: CheckName): number | undefined {
    const found = [this.#path(name, this.#archives), this.#path(name, ALL_ARCHIVES)]
      .map((path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs)
      .filter((time) => time !== undefined);
    return found.length === 0 ? undefined : Math.max(...found);
  }

  /** Notes that checks have ended well now. */
  async note(names: readonly CheckName[]): Promise<void> {
    const now = new Date(this.#system.nowMs());
    for (const name of names) {
      const path = this.#path(name, this.#archives);
      await mkdir(dirname(path), { recursive: true, mode: 0o700 });
      await writeFile(path, "", { mode: 0o600, flag: "a" });
      await utimes(path, now, now);
    }
  }

  #path(name: CheckName, archives: string): string {
    const path = join(this.#folder, name);
    return CHECKS_OF_ARCHIVES.includes(name) ? join(path, archives) : path;
  }

  /** Old versions had one file where now is a folder. */
  async #makeFolder(name: CheckName): Promise<void> {
    const folder = join(this.#folder, name);
    if (statSync(folder, { throwIfNoEntry: false })?.isFile() !== true) return;
    const aside = `${folder}.temp`;
    await rename(folder, aside);
    await mkdir(folder, { mode: 0o700 });
    await rename(aside, join(folder, ALL_ARCHIVES));
  }
}
