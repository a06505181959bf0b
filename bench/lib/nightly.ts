import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Client, Program } from "@coffer/testkit/borg";
import { coffer } from "@coffer/testkit/borg";
import { coffermatic, findBorgmatics } from "@coffer/testkit/borgmatic";
import type { Scenario, Stage } from "./scenarios.ts";

const PASSPHRASE = "correct horse";

/** The newest borgmatic of this machine. */
function borgmatic(): string | undefined {
  const { borgmatic17, borgmatic21 } = findBorgmatics();
  return borgmatic21 ?? borgmatic17;
}

/**
 * What a timer starts every night, over files that have not changed: coffermatic with its own engine, and borgmatic that drives the real borg.
 *
 * All archives are of one day, of which one is kept: each run deletes the archive of the run before.
 */
export const nightly: Scenario = {
  name: "nightly",
  target: 0.2,
  source: "many",
  obstacle: () =>
    borgmatic() === undefined ? "there is no borgmatic 2.1 (`npm test` installs it), and no 1.7" : undefined,
  prepare: async (stage, source) => {
    const { client, program, repository } = stage;
    await client.call(program, ["init", "-e", "repokey-blake2", repository]);
    writeFileSync(configurationFile(stage), JSON.stringify(configurationFor(stage, source)));
    await client.call(asProgram(program), words(stage), { timeoutMs: 600_000 });
  },
  args: (stage) => ({ command: asProgram(stage.program).path, args: words(stage), cwd: stage.folder }),
  load: () => undefined,
};

/**
 * The same with two repositories, against coffermatic with one of them: what stands in borg's columns is the run with one.
 */
export const nightlyTwo: Scenario = {
  name: "nightly-two",
  target: 1.3,
  source: "many",
  prepare: async (stage, source) => {
    const { client, program, repository } = stage;
    const repositories = program === coffer ? [repository, `${repository}-2`] : [repository];
    for (const path of repositories) await client.call(coffer, ["init", "-e", "repokey-blake2", path]);
    writeFileSync(configurationFile(stage), JSON.stringify(configurationOf(stage, source, repositories)));
    await client.call(asProgram(coffer), words(stage), { timeoutMs: 600_000 });
  },
  args: (stage) => ({ command: coffermatic, args: words(stage), cwd: stage.folder }),
  load: () => undefined,
};

function words(stage: Stage): string[] {
  return ["--config", configurationFile(stage), "create", "prune", "compact"];
}

function configurationFile({ folder }: Stage): string {
  return join(folder, "nightly.yaml");
}

function configurationFor(stage: Stage, source: string): object {
  const { program, repository } = stage;
  const configuration = configurationOf(stage, source, [repository]);
  return program === coffer ? configuration : { ...configuration, local_path: program.path };
}

/** JSON is YAML. */
function configurationOf({ folder }: Stage, source: string, repositories: readonly string[]): object {
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

/** What reads the configuration, for the borg of a stage. */
function asProgram(program: Program): Parameters<Client["call"]>[0] {
  return { ...program, path: program === coffer ? coffermatic : (borgmatic() ?? "") };
}
