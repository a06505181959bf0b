import { CommandError, RepositoryDoesNotExist } from "@coffer/format/errors";
import type { EngineContext } from "../context/index.ts";
import { copyRepository, planRepositoryCopy, readSource } from "../copy/index.ts";
import type { CopyResult, SourceLog } from "../copy/index.ts";
import { openFilesAt, openWritableFilesAt } from "./repository-place.ts";
import type { FilesPlace } from "./repository-place.ts";

export interface CopyFilesOptions {
  readonly source: FilesPlace;
  /** Holds an earlier state of the source, a part of it, or nothing. */
  readonly target: FilesPlace;
  /** False takes no lock of the source: for one that cannot be written. The target is always locked. */
  readonly lock: boolean;
  /** Find out what would be copied, and change nothing. */
  readonly dryRun?: boolean;
  /** Once aborted, the copy ends soon; it goes on there the next time. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes the files of one repository those of another place, byte for byte and verified; see {@link copyRepository}. Needs no key.
 *
 * @throws {CommandError} If both are the same place. @throws What opening the source, and making a repository at the target, throw.
 */
export async function copyFiles(options: CopyFilesOptions, ctx: EngineContext): Promise<CopyResult> {
  const { source: place, target, lock, signal } = options;
  if (locationOf(place) === locationOf(target)) throw new CommandError("source and target are the same repository");
  const files = await openFilesAt(place, { lock, signal }, ctx);
  try {
    const source = await readSource(files.storage);
    return await (options.dryRun === true ? plan(source, target, ctx) : copyTo(source, options, ctx));
  } finally {
    await files.close();
  }
}

async function copyTo(source: SourceLog, options: CopyFilesOptions, ctx: EngineContext): Promise<CopyResult> {
  const { target: place, signal } = options;
  const target = await openWritableFilesAt(place, source.config.segments_per_dir, ctx, signal);
  try {
    return await copyRepository(source, target, { signal }, ctx.reporter);
  } finally {
    await target.close();
  }
}

async function plan(source: SourceLog, place: FilesPlace, ctx: EngineContext): Promise<CopyResult> {
  try {
    const target = await openFilesAt(place, { lock: false }, ctx);
    try {
      return await planRepositoryCopy(source, target.storage);
    } finally {
      await target.close();
    }
  } catch (error) {
    if (error instanceof RepositoryDoesNotExist) return planRepositoryCopy(source, undefined);
    throw error;
  }
}

function locationOf(place: FilesPlace): string {
  return typeof place === "string" ? place : place.location;
}
