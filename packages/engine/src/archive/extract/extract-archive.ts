import type { Item } from "@coffer/format/archive";
import { stripComponents } from "@coffer/format/archive";
import { BorgError } from "@coffer/format/errors";
import type { LoadedArchive } from "../../cache/index.ts";
import type { Session } from "../../session/index.ts";
import type { ContentSink, WantedChunk } from "../contents/index.ts";
import { FETCH_HEAPS, FetchStage, streamContents } from "../contents/index.ts";
import { startPipelinePool } from "../jobs/index.ts";
import type { RestoreOptions } from "../restore/index.ts";
import { ItemRestorer } from "../restore/index.ts";
import { ContentReader } from "./content-reader.ts";
import { ExtractProgress } from "./extract-progress.ts";
import { FileRestorer } from "./file-restorer.ts";

export interface ExtractArchiveOptions extends RestoreOptions {
  /** Absolute path of the folder to restore into. */
  readonly target: string;
  /** Which items, by their paths in the archive; default all. */
  readonly matches?: ((path: string) => boolean) | undefined;
  readonly stripComponents?: number;
  /** Leave holes where chunks are all zeros. */
  readonly sparse?: boolean;
  /** Read and verify everything, write nothing. */
  readonly dryRun?: boolean;
  /** Takes all contents, one file after the other, instead of the disk. The bytes are good until it has resolved. */
  readonly stdout?: ((bytes: Uint8Array) => void | Promise<void>) | undefined;
  readonly considerPartFiles?: boolean;
  /** Told each item's path before its turn. */
  readonly visit?: ((path: string) => void) | undefined;
  /** Ends the command with an error at the next item. */
  readonly signal?: AbortSignal | undefined;
}

/** An item on its way: where its content comes from, and what it is called in the target. */
export interface ExtractEntry {
  readonly item: Item;
  readonly chunks: readonly WantedChunk[];
  readonly path: string;
}

/** What is done with each entry. */
export type ExtractSink = ContentSink<ExtractEntry>;

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
): AsyncGenerator<ExtractEntry, void, undefined> {
  for await (const item of archive.items()) {
    if (options.signal?.aborted === true) throw new BorgError("Got Ctrl-C / SIGINT.");
    const path = selectedPath(item, options);
    if (path === undefined) restorer?.skip(item);
    else yield { item, path, chunks: restorer?.contentOf(item) ?? item.chunks ?? [] };
  }
}

/** Path in the target; `undefined` where the item is not wanted, or nothing of its path is left. */
export function selectedPath(item: Item, options: ExtractArchiveOptions): string | undefined {
  if (item.part !== undefined && options.considerPartFiles !== true) return undefined;
  if (options.matches !== undefined && !options.matches(item.path)) return undefined;
  const count = options.stripComponents ?? 0;
  const path = count === 0 ? item.path : stripComponents(item.path, count);
  return path === "" ? undefined : path;
}
