import { InsufficientFreeSpaceError } from "@coffer/format/errors";
import { formatFileSize, MAX_OBJECT_SIZE } from "@coffer/format/segment";
import type { RepositoryConfig } from "@coffer/format/segment";
import type { TransactionState } from "./transaction-state.ts";
import { logRepository } from "./volume.ts";
import type { Volume } from "./volume.ts";

/** With fewer sparse segments than this, what a compaction needs is summed up; else one full segment is assumed. */
const FEW_SEGMENTS = 10;

/**
 * Makes sure, before a commit, that there is room for it and for a compaction later on.
 *
 * Counted are: the index four times (it may double, and is written beside the old one), the hints at five bytes a number and
 * 4096 besides, the configured reserve, and the live bytes that a compaction would copy, up to one full segment.
 *
 * @throws {InsufficientFreeSpaceError} Nothing was changed.
 */
export async function checkFreeSpace(
  volume: Volume,
  state: TransactionState,
  config: RepositoryConfig,
  isAppendOnly: boolean,
): Promise<void> {
  const hintsSize = 10 * state.segments.size + 10 * state.compact.size + 4096;
  let required = 4 * state.index.byteLength + hintsSize + config.additional_free_space;
  if (!isAppendOnly) required += await compactionRoom(volume, state, config.max_segment_size + MAX_OBJECT_SIZE);
  const free = await freeSpace(volume);
  logRepository(volume.reporter, "debug", `check_free_space: required bytes ${required}, free bytes ${free}`);
  if (free !== undefined && free < required) {
    throw new InsufficientFreeSpaceError(formatFileSize(required), formatFileSize(free));
  }
}

async function compactionRoom(volume: Volume, state: TransactionState, fullSegment: number): Promise<number> {
  if (state.compact.size >= FEW_SEGMENTS) return fullSegment;
  let live = 0;
  for (const [segment, freeable] of state.compact) {
    const size = await volume.segments.size(segment);
    if (size !== undefined) live += size - freeable;
  }
  return Math.min(live, fullSegment);
}

async function freeSpace(volume: Volume): Promise<number | undefined> {
  try {
    return await volume.storage.freeSpace();
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    logRepository(volume.reporter, "warning", `Failed to check free space before committing: ${reason}`);
    return undefined;
  }
}
