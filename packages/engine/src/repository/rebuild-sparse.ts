import { entryId, TAG_DELETE, TAG_PUT } from "@coffer/format/segment";
import { scanSegment } from "./scan-segment.ts";
import type { TransactionState } from "./transaction-state.ts";
import type { Volume } from "./volume.ts";

/** Fills in the freeable bytes that hints of version 1 do not have, for each segment that they list. */
export async function rebuildSparse(volume: Volume, state: TransactionState): Promise<void> {
  const listed = [...state.compact.keys()].sort((a, b) => a - b);
  state.compact.clear();
  for (const segment of listed) {
    const size = await volume.segments.size(segment);
    if (size === undefined) state.segments.delete(segment);
    else state.compact.set(segment, state.segments.get(segment) === 0 ? size : await freeable(volume, state, segment));
  }
}

async function freeable(volume: Volume, state: TransactionState, segment: number): Promise<number> {
  let sum = 0;
  await scanSegment(volume, segment, { headersOnly: true }, ({ tag, offset, size, bytes }) => {
    if (tag === TAG_DELETE) sum += size;
    if (tag !== TAG_PUT) return;
    const bucket = state.index.find(entryId(bytes, 0));
    const isCurrent =
      bucket >= 0 && state.index.segmentAt(bucket) === segment && state.index.offsetAt(bucket) === offset;
    if (!isCurrent) sum += size;
  });
  return sum;
}
