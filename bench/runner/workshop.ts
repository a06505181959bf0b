import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { openStage } from "../scenarios/index.ts";
import type { Preparation, Scenario, Stage } from "../scenarios/index.ts";
import { SOURCES } from "../sources/index.ts";
import type { SourceName } from "../sources/index.ts";
import type { Tool } from "../tools/index.ts";

/** The folder of a bench: makes sources and stages once, and drops them when no scenario wants them any more. */
export class Workshop {
  readonly folder: string;
  readonly #scale: number;
  readonly #stages = new Map<string, Stage>();

  /** @param folder Belongs to this, as far as it exists. */
  constructor(folder: string, scale: number) {
    this.folder = folder;
    this.#scale = scale;
  }

  /** @throws {Error} If the program fails at the preparation; nothing is left of the stage. */
  async stageOf(preparation: Preparation, tool: Tool): Promise<Stage> {
    const folder = join(this.folder, preparation.name, tool.name);
    const known = this.#stages.get(folder);
    if (known !== undefined) return known;
    mkdirSync(folder, { recursive: true });
    const stage = openStage(tool, folder, this.#sourceFolder(preparation.source), this.#scale);
    try {
      await preparation.make(stage);
    } catch (error) {
      rmSync(folder, { recursive: true, force: true });
      throw error;
    }
    this.#stages.set(folder, stage);
    return stage;
  }

  /** Drops what none of the scenarios to come is made on: memory is what the bench works in. */
  keepOnlyFor(coming: readonly Scenario[]): void {
    const preparations = coming.map(({ preparation }) => preparation);
    const names = new Set(preparations.map(({ name }) => name));
    for (const [folder] of this.#stages) {
      if (names.has(folder.split("/").at(-2) ?? "")) continue;
      rmSync(folder, { recursive: true, force: true });
      this.#stages.delete(folder);
    }
    const sources = new Set(preparations.map(({ source }) => source));
    for (const name of Object.keys(SOURCES) as SourceName[]) {
      if (!sources.has(name)) rmSync(this.#pathOf(name), { recursive: true, force: true });
    }
  }

  #sourceFolder(name: SourceName | undefined): string {
    if (name === undefined) return "";
    const path = this.#pathOf(name);
    if (!existsSync(path)) SOURCES[name].write(path, this.#scale);
    return path;
  }

  #pathOf(name: SourceName): string {
    return join(this.folder, `source-${name}`);
  }
}
