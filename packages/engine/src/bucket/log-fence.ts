import { COMMIT_ENTRY, SEGMENT_MAGIC } from "@coffer/format/segment";
import { isTrouble } from "../object-store/index.ts";
import type { ObjectStore } from "../object-store/index.ts";
import { REPOSITORY_PREFIX, segmentName } from "./bucket-layout.ts";
import type { Window } from "./lock-record.ts";

/** A segment without entries: it says nothing, and keeps everybody else from using its number. */
export const PLACEHOLDER: Uint8Array = SEGMENT_MAGIC;

/** Bytes of a segment that holds a COMMIT and nothing else. */
export const COMMIT_SEGMENT_SIZE: number = SEGMENT_MAGIC.length + COMMIT_ENTRY.length;

/**
 * Occupies all numbers of a window that are free. After that, nobody whose window this was can write anything any more, so that what is
 * in the log then is all there will be of him.
 */
export async function fenceWindow(store: ObjectStore, window: Window, segmentsPerFolder: number): Promise<void> {
  const numbers = Array.from({ length: window.to - window.from + 1 }, (_, at) => window.from + at);
  await Promise.all(
    numbers.map(async (segment) => {
      try {
        const key = REPOSITORY_PREFIX + segmentName(segment, segmentsPerFolder);
        await store.put(key, [PLACEHOLDER], { condition: { ifAbsent: true } });
      } catch (error) {
        if (!isTrouble(error, "unmet")) throw error;
      }
    }),
  );
}
