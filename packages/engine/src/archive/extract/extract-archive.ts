import type { LoadedArchive } from "../../cache/index.ts";
import type { Session } from "../../session/index.ts";
import { FETCH_HEAPS, FetchStage, streamContents } from "../contents/index.ts";
import { startPipelinePool, stopIfInterrupted } from "../jobs/index.ts";
import { ItemRestorer } from "../restore/index.ts";
import { ContentReader } from "./content-reader.ts";
import type { ExtractArchiveOptions, ExtractEntry } from "./extract-options.ts";
import { selectedPath } from "./extract-options.ts";
import { ExtractProgress } from "./extract-progress.ts";
import { FileRestorer } from "./file-restorer.ts";

/**
 * Reads the selected items of an archive, in its order.
 *
 * Trouble with one file on this side is a warning. Damage in the repository ends the command: the file that it was met in
 * is closed unfinished, without its metadata.
 *
 * @throws {IntegrityError | ObjectNotFound} At damaged or missing data; nothing of it was written.
 */
export async function extractArchive(
  session: Session,
  archive: LoadedArchive,
  options: ExtractArchiveOptions,
): Promise<void> {
  const { ctx, key, repository } = session;
  const pool = startPipelinePool(ctx.threads, { secrets: key.secrets }, FETCH_HEAPS);
  try {
    const stage = new FetchStage(repository, pool);
    const progress = await ExtractProgress.begin(archive, options, ctx.reporter);
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
  } finally {
    await pool.close();
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

/** The items that are wanted; the restorer hears of the others as well, because hard links may lead to them. */
async function* selectEntries(
  archive: LoadedArchive,
  options: ExtractArchiveOptions,
  restorer: ItemRestorer | undefined,
): AsyncGenerator<ExtractEntry[], void, undefined> {
  for await (const items of archive.itemBatches()) {
    stopIfInterrupted(options.signal);
    const entries: ExtractEntry[] = [];
    for (const item of items) {
      const path = selectedPath(item, options);
      if (path === undefined) restorer?.skip(item);
      else entries.push({ item, path, chunks: restorer?.contentOf(item) ?? item.chunks ?? [] });
    }
    yield entries;
  }
}
