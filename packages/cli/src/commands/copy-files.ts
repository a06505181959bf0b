import type { CopyResult, FilesPlace, RepositoryPlace } from "@coffer/engine/commands";
import { CommandError } from "@coffer/format/errors";
import { type Parameter, flag } from "../arguments/index.ts";
import type { Location } from "../location/index.ts";
import type { CommonValues } from "../options/index.ts";
import { formatFileSize } from "../text/index.ts";
import { type CommandRun, type Outcome, targetOf } from "./command.ts";

/** Options of all commands that copy repositories. */
export const copyOptions: { readonly dryRun: Parameter<boolean>; readonly stats: Parameter<boolean> } = {
  dryRun: flag(["-n", "--dry-run"], "say what would be copied, and change nothing"),
  stats: flag(["-s", "--stats"], "print what was asked of object stores"),
};

/** What the help of each of these commands says in the end. */
export const COPY_EPILOG = `Only what is new is copied, and every entry is verified before it is written. A copy that
was interrupted is no repository, or still the one it was; run the command again and it
goes on where it ended. No key and no passphrase are needed.

WRITE TO ONE OF THE TWO ONLY. The copy has the id and the key of its source, and counts
nonces on from the same number. Where both are written to, even in turn, different data is
encrypted with the same nonces, and whoever sees both copies can decrypt it without the
key. To back up to two places, make the second repository with "init". A copy that was
written to is not copied to again.

The first use of the copy asks whether the repository was relocated: see
BORG_RELOCATED_REPO_ACCESS_IS_OK.`;

const WARNING = `The copy has the id and the key of its source: WRITE TO ONE OF THE TWO ONLY.
Where both are written to, nonces are used twice, and what was encrypted with them can be decrypted without the key.`;

/** Copies, and tells what was done. */
export async function runCopy(
  source: FilesPlace,
  target: FilesPlace,
  values: { readonly dryRun: boolean } & CommonValues,
  run: CommandRun,
): Promise<Outcome> {
  const { copyFiles } = await import("@coffer/engine/commands");
  const { dryRun, bypassLock } = values;
  const options = { source, target, lock: !bypassLock, dryRun, signal: run.signal };
  const result = await copyFiles(options, run.context);
  run.streams.writeOut(`${describe(result, dryRun)}\n`);
  if (result.isFirst && !dryRun) {
    for (const message of WARNING.split("\n")) run.context.reporter.log({ level: "warning", message });
  }
  return 0;
}

/** @throws {CommandError} If a Borg on another machine serves the repository, so that nobody gets at its files from here. */
export async function filesPlaceOf(
  location: Location | undefined,
  values: CommonValues,
  run: CommandRun,
): Promise<FilesPlace> {
  const { isServed } = await import("@coffer/engine/commands");
  const { repository } = targetOf(location, values, run);
  if (isServed(repository)) {
    throw new CommandError(
      `${repository.location}: "borg serve" gives out objects, but no files. Run this command on that machine.`,
    );
  }
  return repository;
}

/** @throws {CommandError} If it is no folder of this machine. */
export function folderOf(place: RepositoryPlace): string {
  if (typeof place === "string") return place;
  throw new CommandError(`${place.location} is not a folder: use repo-sync to copy between any two places`);
}

/** @throws {CommandError} If it is a folder of this machine. */
export function awayFrom(place: FilesPlace): FilesPlace {
  if (typeof place !== "string") return place;
  throw new CommandError(`${place} is a folder: use repo-sync to copy between any two places`);
}

function describe({ copied, present, removed, transaction }: CopyResult, dryRun: boolean): string {
  const size = formatFileSize(copied.bytes);
  const what = `${copied.segments} segments (${size}); ${present} were there, ${removed} are of no use any more`;
  return `${dryRun ? "Would copy" : "Copied"} ${what}. Transaction ${transaction}.`;
}
