import { equalBytes } from "@coffer/format/bytes";
import { IntegrityError } from "@coffer/format/errors";
import { COMMIT_ENTRY, TAG_COMMIT } from "@coffer/format/segment";
import type { Storage } from "../storage/index.ts";
import { scanSegment } from "./scan-segment.ts";
import type { SegmentFiles } from "./segment-files.ts";

interface Log {
  readonly storage: Storage;
  readonly segments: SegmentFiles;
}

/** The id of the log's last transaction, or `undefined` where there is no COMMIT. */
export async function lastCommittedSegment(log: Log): Promise<number | undefined> {
  for await (const segment of log.segments.descending()) if (await isCommittedSegment(log, segment)) return segment;
  return undefined;
}

/** Whether the segment ends a transaction: nothing but sound entries, then one or more COMMITs up to the end of the file. */
export async function isCommittedSegment(log: Log, segment: number): Promise<boolean> {
  if (!(await endsWithCommit(log, segment))) return false;
  let hasCommit = false;
  let hasMore = false;
  try {
    await scanSegment(log, segment, {}, ({ tag }) => {
      if (tag === TAG_COMMIT) hasCommit = true;
      else if (hasCommit) hasMore = true;
    });
  } catch (error) {
    if (error instanceof IntegrityError) return false;
    throw error;
  }
  return hasCommit && !hasMore;
}

/** Whether the last bytes of the segment are a COMMIT. */
export async function endsWithCommit(log: Log, segment: number): Promise<boolean> {
  const size = (await log.segments.size(segment)) ?? 0;
  if (size < COMMIT_ENTRY.length) return false;
  const tail = await log.storage.read(log.segments.name(segment), size - COMMIT_ENTRY.length);
  return equalBytes(tail, COMMIT_ENTRY);
}
