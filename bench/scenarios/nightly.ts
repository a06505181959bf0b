import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { coffer } from "@coffer/testkit/borg";
import { coffermatic, findBorgmatics } from "@coffer/testkit/borgmatic";
import type { Command } from "../measure/index.ts";
import type { SourceName } from "../sources/index.ts";
import { initialize, USUAL } from "./preparations.ts";
import type { Preparation, Scenario } from "./scenario.ts";
import { perform } from "./stage.ts";
import type { Stage } from "./stage.ts";

const SOURCE: SourceName = "many";
const PASSPHRASE = "correct horse";

/** The newest borgmatic of this machine. */
function borgmatic(): string | undefined {
  const { borgmatic17, borgmatic21 } = findBorgmatics();
  return borgmatic21 ?? borgmatic17;
}

const oneRepository: Preparation = {
  name: "nightly",
  source: SOURCE,
  make: async (stage) => {
    await initialize(stage, USUAL);
    const { borg, path } = stage.tool;
    const configuration = configurationOf(stage, [stage.repository]);
    const complete = borg === coffer ? configuration : { ...configuration, local_path: path };
    writeFileSync(configurationFile(stage), JSON.stringify(complete));
    await perform(nightOf(stage, runnerOf(stage)));
  },
};

const twoRepositories: Preparation = {
  name: "nightly-two",
  source: SOURCE,
  make: async (stage) => {
    const second = { ...stage, repository: `${stage.repository}-2` };
    const places = stage.tool.borg === coffer ? [stage, second] : [stage];
    for (const place of places) await initialize(place, USUAL);
    const configuration = configurationOf(
      stage,
      places.map(({ repository }) => repository),
    );
    writeFileSync(configurationFile(stage), JSON.stringify(configuration));
    await perform(nightOf(stage, coffermatic));
  },
};

/**
 * What a timer starts every night, over files that have not changed: coffermatic with its own engine, and borgmatic that drives the real borg.
 *
 * All archives are of one day, of which one is kept: each run deletes the archive of the run before.
 */
export const nightly: Scenario = {
  name: "nightly",
  target: 0.2,
  preparation: oneRepository,
  borgOnly: true,
  obstacle: () =>
    borgmatic() === undefined ? "there is no borgmatic 2.1 (`npm test` installs it), and no 1.7" : undefined,
  run: (stage) => [nightOf(stage, runnerOf(stage))],
};

/** The same with two repositories, against coffermatic with one of them: that run stands in borg's line. */
export const nightlyTwo: Scenario = {
  name: "nightly-two",
  target: 1.3,
  preparation: twoRepositories,
  borgOnly: true,
  run: (stage) => [nightOf(stage, coffermatic)],
};

function nightOf(stage: Stage, runner: string): Command {
  const words = ["--config", configurationFile(stage), "create", "prune", "compact"];
  return { path: runner, words, cwd: stage.folder, env: stage.env };
}

/** What reads the configuration, for the borg of a stage. */
function runnerOf({ tool }: Stage): string {
  return tool.borg === coffer ? coffermatic : (borgmatic() ?? "borgmatic");
}

function configurationFile({ folder }: Stage): string {
  return join(folder, "nightly.yaml");
}

/** JSON is YAML. */
function configurationOf({ folder, source }: Stage, repositories: readonly string[]): object {
  return {
    source_directories: [source],
    repositories: repositories.map((path) => ({ path })),
    encryption_passphrase: PASSPHRASE,
    archive_name_format: "nightly-{now:%Y-%m-%dT%H:%M:%S.%f}",
    keep_daily: 7,
    user_runtime_directory: folder,
    user_state_directory: folder,
  };
}
