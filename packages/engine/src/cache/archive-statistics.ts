import { ChunkIndex } from "@coffer/format/hashindex";
import { toHex } from "@coffer/format/bytes";
import { PercentSteps } from "../session/index.ts";
import type { Session } from "../session/index.ts";
import { decodeArchive } from "./archive-reader.ts";
import type { LoadedArchive } from "./archive-reader.ts";
import type { Cache } from "./cache.ts";
import { ChunksIndexError } from "./chunk-references.ts";
import { ReferenceScanner } from "./references.ts";
import type { ItemTotals } from "./references.ts";

/** Sizes in bytes. Names as in Borg's JSON. */
export interface ArchiveStatistics {
  readonly original_size: number;
  readonly compressed_size: number;
  /** Stored size of the chunks that no other archive has; 0 where it was not asked for. */
  readonly deduplicated_size: number;
  readonly nfiles: number;
}

/** Sums over a repository; sizes in bytes. Names as in Borg's JSON. */
export interface CacheStatistics {
  /** Content of all archives. */
  readonly total_size: number;
  readonly total_csize: number;
  /** Every object once, metadata included. */
  readonly unique_size: number;
  readonly unique_csize: number;
  readonly total_unique_chunks: number;
  readonly total_chunks: number;
}

export interface StatisticsOptions {
  /** Find the deduplicated size too: reads the whole item stream. */
  readonly unique: boolean;
  /** Count part files as well. */
  readonly considerPartFiles?: boolean;
}

type ArchiveToCount = Pick<LoadedArchive, "id" | "record">;

/**
 * Sizes of one archive: from its metadata where they are noted, else (archives of Borg before 1.2) by reading its items;
 * those are kept in the cache.
 */
export async function archiveStatistics(
  session: Session,
  cache: Cache,
  archive: ArchiveToCount,
  options: StatisticsOptions,
): Promise<ArchiveStatistics> {
  const { record } = archive;
  const idHex = toHex(archive.id);
  const noted = record.nfiles === undefined ? undefined : notedTotals(archive);
  const known = options.unique ? undefined : cache.pre12Meta.get(idHex);
  let totals = known === undefined ? noted : withParts(known);
  let deduplicated_size = 0;
  if (totals === undefined || options.unique) {
    const counted = await countItems(session, archive, cache.chunks);
    deduplicated_size = options.unique ? counted.unique_csize : 0;
    if (totals === undefined) {
      totals = counted.totals;
      cache.pre12Meta.set(idHex, withoutParts(totals));
    }
  }
  const parts = options.considerPartFiles === true ? 0 : 1;
  return {
    original_size: totals.size - parts * totals.size_parts,
    compressed_size: totals.csize - parts * totals.csize_parts,
    deduplicated_size,
    nfiles: totals.nfiles - parts * totals.nfiles_parts,
  };
}

/** Sums over all archives and chunks of a repository. */
export async function cacheStatistics(
  session: Session,
  cache: Cache,
  considerPartFiles = false,
): Promise<CacheStatistics> {
  const sums = cache.chunks.summarize();
  let total_size = 0;
  let total_csize = 0;
  for await (const { id, plaintext, csize } of session.readObjects([...session.manifest.archives.values()])) {
    const { record } = decodeArchive(session, plaintext, csize);
    const statistics = await archiveStatistics(session, cache, { id, record }, { unique: false, considerPartFiles });
    total_size += statistics.original_size;
    total_csize += statistics.compressed_size;
  }
  return {
    total_size,
    total_csize,
    unique_size: sums.unique_size,
    unique_csize: sums.unique_csize,
    total_unique_chunks: sums.unique_chunks,
    total_chunks: sums.chunks,
  };
}

/** What the archive's metadata say, part files included in the totals. */
function notedTotals({ record }: ArchiveToCount): ItemTotals {
  const parts = {
    nfiles_parts: record.nfiles_parts ?? 0,
    size_parts: record.size_parts ?? 0,
    csize_parts: record.csize_parts ?? 0,
  };
  return {
    ...withParts({ ...parts, nfiles: record.nfiles ?? 0, size: record.size ?? 0, csize: record.csize ?? 0 }),
    ...parts,
  };
}

/** From counts that leave part files out to counts that include them. */
function withParts(totals: ItemTotals): ItemTotals {
  return {
    ...totals,
    nfiles: totals.nfiles + totals.nfiles_parts,
    size: totals.size + totals.size_parts,
    csize: totals.csize + totals.csize_parts,
  };
}

function withoutParts(totals: ItemTotals): ItemTotals {
  return {
    ...totals,
    nfiles: totals.nfiles - totals.nfiles_parts,
    size: totals.size - totals.size_parts,
    csize: totals.csize - totals.csize_parts,
  };
}

/** Stored size of the chunks that have all their references from this archive. */
function uniqueSize(index: ChunkIndex, all: ChunkIndex): number {
  const id = new Uint8Array(32);
  let sum = 0;
  index.forEach((bucket) => {
    const found = all.find(index.idAt(bucket, id));
    if (found < 0) throw new ChunksIndexError(id);
    if (all.refcountAt(found) === index.refcountAt(bucket)) sum += all.csizeAt(found);
  });
  return sum;
}

async function countItems(
  session: Session,
  { record }: ArchiveToCount,
  all: ChunkIndex,
): Promise<{ totals: ItemTotals; unique_csize: number }> {
  const index = new ChunkIndex();
  const scanner = new ReferenceScanner((id, size, csize) => {
    const bucket = index.find(id);
    if (bucket < 0) index.set(id, 1, size, csize);
    else index.incrementAt(bucket);
  });
  const progress = new PercentSteps(session.ctx.reporter, "archive.calc_stats", record.items.length);
  for await (const { plaintext } of session.readObjects(record.items.map((id) => ({ id })))) {
    progress.step([record.name]);
    scanner.feed(plaintext);
  }
  scanner.finish();
  progress.finish();
  return { totals: scanner.totals, unique_csize: uniqueSize(index, all) };
}
