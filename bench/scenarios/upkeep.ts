import { rmSync } from "node:fs";
import { join } from "node:path";
import { writeRandomFile, writeSmallFiles } from "../sources/index.ts";
import { loadOf } from "./load.ts";
import { archived, initialize, nights, USUAL } from "./preparations.ts";
import { onArchive } from "./read.ts";
import type { Preparation, Scenario } from "./scenario.ts";
import { command, perform } from "./stage.ts";

const ARCHIVES = 200;

/** 200 daily archives of a tree of which a file changes each day. */
const manyArchives: Preparation = {
  name: "many-archives",
  make: async (stage) => {
    const tree = join(stage.folder, "tree");
    writeSmallFiles(tree, 500, 4096);
    await initialize(stage, USUAL);
    for (let day = 0; day < ARCHIVES; day += 1) {
      writeRandomFile(join(tree, `changing-${day % 20}`), 4096, day);
      const time = new Date(Date.UTC(2026, 0, 1 + day));
      await perform(command(stage, stage.tool.speech.create(stage, `day-${day}`, USUAL, time), tree));
    }
  },
};

/** Two archives that are mostly equal. */
const twoArchives: Preparation = {
  name: "two-archives",
  source: "some",
  make: async (stage) => {
    await initialize(stage, USUAL);
    for (const [name, ...options] of [["a"], ["b", "--exclude", "sh:d1*"]]) {
      const words = ["create", ...options, `${stage.repository}::${name}`, "."];
      await perform(command(stage, words, stage.source));
    }
  },
};

/** An archive that is compressed otherwise, or cut otherwise; each run begins with the same one. */
function recreate(name: string, source: "text" | "some", ...options: string[]): Scenario {
  return {
    name,
    target: 0.65,
    preparation: archived(source),
    fresh: true,
    borgOnly: true,
    run: (stage) => [command(stage, ["recreate", ...options, `${stage.repository}::a`], stage.folder)],
  };
}

/** A client that knows nothing of the repository's archives backs up very little. */
const synchronize: Scenario = {
  name: "sync-60",
  goal: { wall: 0.3 },
  preparation: nights(60),
  fresh: true,
  before: ({ folder }) => {
    rmSync(join(folder, "other-home"), { recursive: true, force: true });
    writeSmallFiles(join(folder, "little"), 10, 1024);
  },
  run: (stage) => {
    const place = { home: join(stage.folder, "other-home"), repository: stage.repository };
    const { speech, path } = stage.tool;
    const words = speech.create(stage, "from-elsewhere", USUAL);
    return [{ path, words, cwd: join(stage.folder, "little"), env: speech.environment(place) }];
  },
  // the configuration of its clients names the repository
  suits: ({ name }) => name !== "kopia",
};

const CHECK_GOAL = { wall: 0.45 };

export const UPKEEP: readonly Scenario[] = [
  onArchive(
    "check-random",
    "random",
    { goal: CHECK_GOAL },
    {
      run: (stage) => [command(stage, stage.tool.speech.check(stage), stage.folder)],
    },
  ),
  onArchive(
    "check-small",
    "small",
    { goal: CHECK_GOAL },
    {
      run: (stage) => [command(stage, stage.tool.speech.check(stage), stage.folder)],
    },
  ),
  onArchive(
    "check-verify-data",
    "random",
    { target: 0.65, goal: CHECK_GOAL },
    {
      run: (stage) => [command(stage, stage.tool.speech.checkData(stage), stage.folder)],
      load: loadOf("random", USUAL, "read"),
    },
  ),
  {
    name: "diff",
    target: 0.65,
    preparation: twoArchives,
    borgOnly: true,
    run: (stage) => [command(stage, ["diff", `${stage.repository}::a`, "b"], stage.folder)],
  },
  recreate("recreate-zstd3", "text", "--recompress=always", "-Czstd,3"),
  recreate("recreate-small", "some", "--recompress=always", "-Czstd,3"),
  recreate("recreate-cut", "text", "--chunker-params=16,20,18,4095"),
  {
    name: "prune",
    target: 0.65,
    preparation: manyArchives,
    fresh: true,
    borgOnly: true,
    run: (stage) => [command(stage, ["prune", "--keep-daily", "10", stage.repository], stage.folder)],
  },
  {
    name: "prune-compact",
    goal: { wall: 0.5 },
    preparation: nights(60),
    fresh: true,
    run: (stage) => stage.tool.speech.prune(stage, 7).map((words) => command(stage, words, stage.folder)),
  },
  synchronize,
];
