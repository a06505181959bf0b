import { changeOnePercent } from "../sources/index.ts";
import type { SourceName } from "../sources/index.ts";
import type { Setting } from "../tools/index.ts";
import { loadOf } from "./load.ts";
import { archived, empty, USUAL } from "./preparations.ts";
import type { Goal, Scenario } from "./scenario.ts";
import { command } from "./stage.ts";

/** How good it must be, how good it shall be. */
export interface Aims {
  readonly target?: number;
  readonly goal?: Goal;
}

/** The first archive of a source, in a repository that is new for each run. */
export function createFirst(name: string, source: SourceName, setting: Setting, aims: Aims): Scenario {
  return {
    name,
    ...aims,
    preparation: empty(source, setting),
    fresh: true,
    run: (stage) => [command(stage, stage.tool.speech.create(stage, "a", setting), stage.source)],
    load: loadOf(source, setting, "write"),
  };
}

/** The second archive of a source, each time the second. */
function createAgain(name: string, source: SourceName, aims: Aims, before?: Scenario["before"]): Scenario {
  return {
    name,
    ...aims,
    preparation: archived(source),
    fresh: true,
    ...(before === undefined ? {} : { before }),
    run: (stage) => [command(stage, stage.tool.speech.create(stage, "again", USUAL), stage.source)],
  };
}

const TEXT: Aims = { target: 0.65, goal: { wall: 0.55, cpu: 1.15 } };

export const CREATE: readonly Scenario[] = [
  createFirst(
    "create-random-repokey",
    "random",
    { mode: "repokey", compression: "lz4" },
    { target: 0.65, goal: { wall: 0.5, roofline: 0.75 } },
  ),
  createFirst("create-random-blake2", "random", USUAL, { target: 0.65, goal: { wall: 0.42 } }),
  createFirst("create-text-lz4", "text", USUAL, TEXT),
  createFirst("create-text-zstd3", "text", { ...USUAL, compression: "zstd,3" }, TEXT),
  createFirst("create-text-zstd10", "text", { ...USUAL, compression: "zstd,10" }, TEXT),
  createFirst("create-image", "image", USUAL, {}),
  {
    ...createFirst("create-image-sparse", "image", USUAL, {}),
    borgOnly: true,
    run: (stage) => [command(stage, ["create", "--sparse", "-C", "lz4", `${stage.repository}::a`, "."], stage.source)],
  },
  createFirst("create-copies", "copies", USUAL, {}),
  createFirst("create-small", "small", USUAL, { target: 0.4, goal: { wall: 0.25 } }),
  createAgain("create-unchanged", "small", { target: 0.25, goal: { wall: 0.12 } }),
  createAgain("create-million", "million", { goal: { wall: 0.12, memory: 1 } }),
];

/** Not before anything that needs the files of `small` as they were archived. */
export const CREATE_CHANGED: Scenario = createAgain("create-changed", "small", {}, ({ source }) =>
  changeOnePercent(source),
);
