import { join } from "node:path";
import { passDay, writeNightlyTree } from "../sources/index.ts";
import type { SourceName } from "../sources/index.ts";
import type { Setting } from "../tools/index.ts";
import type { Preparation } from "./scenario.ts";
import { command, perform } from "./stage.ts";
import type { Stage } from "./stage.ts";

export const USUAL: Setting = { mode: "repokey-blake2", compression: "lz4" };

/** Nothing at all. */
export const NOTHING: Preparation = { name: "nothing", make: () => Promise.resolve() };

/** A new repository, and something to back up. */
export function empty(source: SourceName, setting: Setting = USUAL): Preparation {
  return { name: `empty-${labelOf(source, setting)}`, source, make: (stage) => initialize(stage, setting) };
}

/** A repository with one archive `a` of the whole source. */
export function archived(source: SourceName, setting: Setting = USUAL): Preparation {
  return {
    name: `archived-${labelOf(source, setting)}`,
    source,
    make: async (stage) => {
      await initialize(stage, setting);
      await perform(command(stage, stage.tool.speech.create(stage, "a", setting), stage.source));
    },
  };
}

/** Daily archives of {@link nightlyTree}, and one more day gone by since the last. */
export function nights(count: number): Preparation {
  return {
    name: `nights-${count}`,
    make: async (stage) => {
      const { speech } = stage.tool;
      const tree = nightlyTree(stage);
      const files = Math.max(100, Math.round(5000 * stage.scale));
      writeNightlyTree(tree, files);
      await initialize(stage, USUAL);
      for (let day = 0; day < count; day += 1) {
        const time = new Date(Date.UTC(2026, 0, 1 + day));
        await perform(command(stage, speech.create(stage, `day-${day}`, USUAL, time), tree));
        passDay(tree, files, day);
      }
    },
  };
}

/** What the archives of {@link nights} are of. */
export function nightlyTree({ folder }: Stage): string {
  return join(folder, "tree");
}

export async function initialize(stage: Stage, setting: Setting): Promise<void> {
  for (const words of stage.tool.speech.init(stage, setting)) await perform(command(stage, words, stage.folder));
}

function labelOf(source: SourceName, { mode, compression }: Setting): string {
  return `${source}-${mode}-${compression.replace(",", "")}`;
}
