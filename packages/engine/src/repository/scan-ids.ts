import { IntegrityError } from "@coffer/format/errors";
import type { RepositoryIndex } from "@coffer/format/hashindex";
import { entryId, PUT_HEADER_SIZE, TAG_PUT } from "@coffer/format/segment";
import type { ObjectRequest } from "./repository.ts";
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
 * Up to `limit` current objects in the order of the log, behind `after`. Headers only: the rest of a segment whose
 * headers are broken is skipped.
 */
export async function scanObjects(
  volume: Volume,
  index: RepositoryIndex,
  limit: number,
  after: ScanStart | undefined,
): Promise<ObjectRequest[]> {
  const objects: ObjectRequest[] = [];
  for await (const segment of volume.segments.ascending(after?.segment ?? 0)) {
    const start = segment === after?.segment ? after.offset : undefined;
    const options = start === undefined ? { headersOnly: true } : { headersOnly: true, offset: start };
    try {
      await scanSegment(volume, segment, options, ({ tag, offset, size, bytes }) => {
        if (tag !== TAG_PUT || offset === start) return;
        const bucket = index.find(entryId(bytes, 0));
        if (bucket < 0 || index.segmentAt(bucket) !== segment || index.offsetAt(bucket) !== offset) return;
        objects.push({ id: entryId(bytes, 0).slice(), csize: size - PUT_HEADER_SIZE });
        if (objects.length >= limit) throw new LimitReached();
      });
    } catch (error) {
      if (error instanceof LimitReached) return objects;
      if (!(error instanceof IntegrityError)) throw error;
    }
  }
  return objects;
}
