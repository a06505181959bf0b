import { join } from "node:path";
import type { ArchiveEntry, UpgradeTamResult } from "@coffer/engine/commands";
import { toHex } from "@coffer/format/bytes";
import { cacheSettings } from "./cache-settings.ts";
import {
  type Command,
  type CommandRun,
  type LocalTarget,
  type Target,
  defineCommand,
  localTargetOf,
  targetOf,
} from "./command.ts";
import { flag, optionalWord } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";
import { ArchiveFormatter } from "../output/index.ts";
import { formatTime, localTime } from "../text/index.ts";

const parameters = {
  dryRun: flag(["-n", "--dry-run"], "change nothing"),
  inplace: flag(["--inplace"], "make no copy of the old repository; there is no way back then"),
  force: flag(["--force"], "go on although the manifest is not authenticated"),
  tam: flag(["--tam"], "demand an authenticated manifest, of repository, key and this machine (Borg 1.0.9 and later)"),
  checkTam: flag(["--check-tam"], "tell whether an authenticated manifest is demanded"),
  disableTam: flag(["--disable-tam"], "do not demand an authenticated manifest any more"),
  checkArchivesTam: flag(["--check-archives-tam"], "tell which archives are authenticated"),
  archivesTam: flag(["--archives-tam"], "authenticate all archives"),
};

const EPILOG = `Archives and their list (the manifest) are authenticated since Borg 1.0.9 and 1.2.5: who
can write to the repository, but has no key, cannot slip in older or foreign ones.
Repositories that older versions have written may need this, in this order:

  borg info REPOSITORY             nothing must be wrong with it
  borg list REPOSITORY             all archives must be yours: they are trusted from then on
  borg upgrade --tam REPOSITORY
  borg upgrade --archives-tam REPOSITORY

Each machine that uses the repository needs --tam once. --check-tam and
--check-archives-tam tell how things are.

Without these options a repository of Attic is turned into one of Borg. Unless --inplace is
given, the old one is kept as REPOSITORY.before-upgrade-TIME, made of hard links. The key
file is taken over; caches are built anew.`;

interface UpgradeValues {
  readonly dryRun: boolean;
  readonly inplace: boolean;
  readonly force: boolean;
  readonly tam: boolean;
  readonly checkTam: boolean;
  readonly disableTam: boolean;
  readonly checkArchivesTam: boolean;
  readonly archivesTam: boolean;
}

const archiveLine = new ArchiveFormatter("{barchive:<36} {time} [{id}]");

async function upgradeArchives(values: UpgradeValues, target: Target, run: CommandRun): Promise<void> {
  const { upgradeArchivesTam } = await import("@coffer/engine/commands");
  const readOnly = values.checkArchivesTam;
  const print = (line: string): void => run.streams.writeOut(`${line}\n`);
  const { issueCount } = await upgradeArchivesTam(
    { ...target, readOnly, force: values.force, cache: cacheSettings(run) },
    run.context,
    (archive: ArchiveEntry, tam, newId) => {
      const line = archiveLine.line(archive);
      if (newId === undefined) print(`Archive TAM ${tam}: ${line}`);
      else print(`Added archive TAM:   ${line} -> [${toHex(newId)}]`);
    },
  );
  if (issueCount === 0) print("All archives are TAM authenticated.");
  else if (!readOnly) {
    print(`Fixed ${issueCount} archives with TAM issues!`);
    print("All archives are TAM authenticated now.");
  }
}

async function upgradeManifest(values: UpgradeValues, target: Target, run: CommandRun): Promise<void> {
  const { checkTam, enableTam } = await import("@coffer/engine/commands");
  const options = { ...target, force: values.force };
  if (values.checkTam) {
    const { isSound } = await checkTam(options, run.context);
    if (isSound) run.streams.writeOut("Manifest authentication setup OK for this client and this repository.\n");
    return;
  }
  const { archives, keyLocation, isSecurityUpdated } = await enableTam(options, run.context);
  if (archives !== undefined) {
    const lines = ["Manifest contents:", ...archives.map((archive) => archiveLine.line(archive))];
    run.streams.writeOut(`${lines.join("\n")}\n`);
  }
  tellKey(keyLocation, run);
  if (isSecurityUpdated) run.streams.writeOut("Updated security database\n");
}

function tellKey(location: UpgradeTamResult["keyLocation"], run: CommandRun): void {
  if (location !== undefined) run.streams.writeOut(`Key updated\nKey location: ${location}\n`);
}

async function convertLegacy(values: UpgradeValues, target: LocalTarget, run: CommandRun): Promise<void> {
  const { upgradeLegacy } = await import("@coffer/engine/commands");
  const { folders, clock } = run.context;
  const now = localTime(Number(clock.nowMicros() / 1_000_000n));
  await upgradeLegacy(
    {
      repository: target.repository,
      dryRun: values.dryRun,
      inPlace: values.inplace,
      backup: `${target.repository}.before-upgrade-${formatTime(now, "%Y-%m-%d-%H:%M:%S")}`,
      atticKeys: run.env["ATTIC_KEYS_DIR"] ?? join(folders.base, ".attic/keys"),
      earlyKeys: run.env["BORG_KEYS_DIR"] ?? join(folders.base, ".borg/keys"),
    },
    run.context,
  );
}

export const command: Command = defineCommand(
  {
    name: "upgrade",
    summary: "bring a repository of older versions up to date",
    description: "Bring a repository that older versions have written up to date",
    epilog: EPILOG,
    parameters,
    positionals: { location: optionalWord("REPOSITORY", "repository to upgrade", locationArgument("refused"), "") },
  },
  async (values, run) => {
    const target = targetOf(values.location, values, run);
    if (values.archivesTam || values.checkArchivesTam) await upgradeArchives(values, target, run);
    else if (values.tam || values.checkTam) await upgradeManifest(values, target, run);
    else if (values.disableTam) {
      const { disableTam } = await import("@coffer/engine/commands");
      tellKey((await disableTam(target, run.context)).keyLocation, run);
    } else await convertLegacy(values, localTargetOf(values.location, values, run), run);
    return 0;
  },
);
