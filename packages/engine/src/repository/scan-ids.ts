import { IntegrityError } from "@coffer/format/errors";
import type { RepositoryIndex } from "@coffer/format/hashindex";
import { entryId, TAG_PUT } from "@coffer/format/segment";
import { scanSegment } from "./scan-segment.ts";
import type { Volume } from "./volume.ts";

/** Where a scan begins: at an entry that was returned already. */
export interface ScanStart {
  readonly segment: number;
  readonly offset: number;
}

/** Ends a scan of a segment early. */
class LimitReached extends Error {}

/**
 * Up to `limit` ids of current objects in the order of the log, behind `after`. Headers only: the rest of a segment whose
 * headers are broken is skipped.
 */
export async function scanIds(
  volume: Volume,
  index: RepositoryIndex,
  limit: number,
  after: ScanStart | undefined,
): Promise<Uint8Array[]> {
  const ids: Uint8Array[] = [];
  for await (const segment of volume.segments.ascending(after?.segment ?? 0)) {
    const start = segment === after?.segment ? after.offset : undefined;
    const options = start === undefined ? { headersOnly: true } : { headersOnly: true, offset: start };
    try {
      await scanSegment(volume, segment, options, ({ tag, offset, bytes }) => {
        if (tag !== TAG_PUT || offset === start) return;
        const bucket = index.find(entryId(bytes, 0));
        if (bucket < 0 || index.segmentAt(bucket) !== segment || index.offsetAt(bucket) !== offset) return;
        ids.push(entryId(bytes, 0).slice());
        if (ids.length >= limit) throw new LimitReached();
      });
    } catch (error) {
      if (error instanceof LimitReached) return ids;
      if (!(error instanceof IntegrityError)) throw error;
    }
  }
  return ids;
}
