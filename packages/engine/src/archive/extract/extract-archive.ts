import type { LoadedArchive } from "../../cache/index.ts";
import type { Session } from "../../session/index.ts";
import { FETCH_HEAPS, FetchStage, streamContents } from "../contents/index.ts";
import { startPipelinePool } from "../jobs/index.ts";
import type { PipelinePool } from "../jobs/index.ts";
import { ItemRestorer } from "../restore/index.ts";
import { ContentReader } from "./content-reader.ts";
import type { ExtractArchiveOptions } from "./extract-options.ts";
import { ExtractProgress } from "./extract-progress.ts";
import { FileRestorer } from "./file-restorer.ts";
import { selectEntries } from "./select-entries.ts";

const PROGRESS_WORDS = {
  adding: "Calculating total archive size for the progress indicator (might take long for large archives)",
  doing: "Extracting",
};

/**
 * Workers and memory of {@link extractArchive}; whoever started them closes them. The first worker takes as long to be ready as a
 * repository takes to be opened.
 */
export function startExtractPool(threads: number): PipelinePool {
  const pool = startPipelinePool(threads, undefined, FETCH_HEAPS);
  pool.pool.warmUp();
  return pool;
}

/**
 * Reads the selected items of an archive, in its order.
 *
 * Trouble with one file on this side is a warning. Damage in the repository ends the command: the file that it was met in
 * is closed unfinished, without its metadata. With `onDamage` the next file has its turn instead.
 *
 * @param pool As {@link startExtractPool} makes it; it serves one archive.
 * @throws {IntegrityError | ObjectNotFound} At damaged or missing data; nothing of it was written.
 */
export async function extractArchive(
  session: Session,
  archive: LoadedArchive,
  pool: PipelinePool,
  options: ExtractArchiveOptions,
): Promise<void> {
  const { ctx, key, repository } = session;
  pool.pool.configure("setup", [{ secrets: key.secrets }]);
  const stage = new FetchStage(repository, pool);
  const progress = await ExtractProgress.begin(archive, options, ctx, PROGRESS_WORDS);
  const writes = options.dryRun !== true && options.stdout === undefined;
  const restorer = writes ? makeRestorer(session, options) : undefined;
  try {
    const entries = selectEntries(archive, options, restorer);
    const sink =
      restorer === undefined
        ? new ContentReader(ctx.reporter, options, progress)
        : new FileRestorer(restorer, ctx.reporter, options, progress);
    await streamContents(stage, entries, sink);
    progress.finish();
  } finally {
    restorer?.finish();
  }
}

function makeRestorer(session: Session, options: ExtractArchiveOptions): ItemRestorer {
  const { target, sparse, stripComponents: count, numericIds, noflags, noacls, noxattrs } = options;
  return new ItemRestorer({
    target,
    sparse: sparse ?? false,
    stripComponents: count ?? 0,
    numericIds: numericIds ?? false,
    noflags: noflags ?? false,
    noacls: noacls ?? false,
    noxattrs: noxattrs ?? false,
    warn: (warning) => session.ctx.reporter.warn(warning),
  });
}
