import { existsSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { oneFileOf } from "../sources/index.ts";
import type { SourceName } from "../sources/index.ts";
import type { Aims } from "./create.ts";
import { loadOf } from "./load.ts";
import { archived, NOTHING, USUAL } from "./preparations.ts";
import type { Scenario } from "./scenario.ts";
import { command } from "./stage.ts";
import type { Stage } from "./stage.ts";

/** Something read from a repository with one archive of a source. */
export function onArchive(
  name: string,
  source: SourceName,
  aims: Aims,
  what: Pick<Scenario, "run"> & Partial<Scenario>,
): Scenario {
  return { name, ...aims, preparation: archived(source), ...what };
}

/** All files of the archive. */
export function extractAll(name: string, source: SourceName, aims: Aims): Scenario {
  return onArchive(name, source, aims, {
    before: emptyTarget,
    after: dropTarget,
    run: (stage) => [command(stage, stage.tool.speech.extract(stage, "a", stage.source), targetOf(stage))],
    load: loadOf(source, USUAL, "read"),
  });
}

const extractOne = onArchive(
  "extract-one",
  "small",
  { goal: { wall: 0.35 } },
  {
    before: emptyTarget,
    after: dropTarget,
    run: (stage) => {
      const { tool, source } = stage;
      return [command(stage, tool.speech.extract(stage, "a", source, oneFileOf(source)), targetOf(stage))];
    },
  },
);

function exportTar(name: string, source: SourceName): Scenario {
  return onArchive(
    name,
    source,
    { target: 0.65 },
    {
      borgOnly: true,
      run: (stage) => [command(stage, ["export-tar", `${stage.repository}::a`, "out.tar"], stage.folder)],
      after: ({ folder }) => rmSync(join(folder, "out.tar")),
      load: loadOf(source, USUAL, "read"),
    },
  );
}

const QUICK: Aims = { target: 0.4, goal: { wall: 0.25 } };

export const READ: readonly Scenario[] = [
  extractAll("extract-random", "random", { target: 0.65, goal: { wall: 0.5 } }),
  extractAll("extract-small", "small", { target: 0.4, goal: { wall: 0.3 } }),
  extractOne,
  exportTar("export-tar-random", "random"),
  exportTar("export-tar-small", "some"),
  onArchive("list-small", "small", QUICK, {
    suits: ({ speech }) => speech.list !== undefined,
    run: (stage) => [command(stage, stage.tool.speech.list?.(stage, "a") ?? [], stage.folder)],
  }),
  onArchive(
    "info-small",
    "small",
    { goal: { wall: 0.25 } },
    {
      run: (stage) => [command(stage, stage.tool.speech.info(stage, "a"), stage.folder)],
    },
  ),
  {
    name: "version",
    target: 0.3,
    goal: { wall: 0.25 },
    preparation: NOTHING,
    unchecked: "there is no repository",
    suits: ({ name }) => name !== "restic",
    run: (stage) => [command(stage, ["--version"], stage.folder)],
  },
];

function targetOf({ folder }: Stage): string {
  return join(folder, "target");
}

function emptyTarget(stage: Stage): void {
  dropTarget(stage);
  mkdirSync(targetOf(stage));
}

/** The room that it takes in memory is needed by others. */
function dropTarget(stage: Stage): void {
  if (existsSync(targetOf(stage))) rmSync(targetOf(stage), { recursive: true });
}
