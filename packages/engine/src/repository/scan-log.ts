import { IntegrityError } from "@coffer/format/errors";
import { PUT_HEADER_SIZE, TAG_DELETE, TAG_PUT, entryId } from "@coffer/format/segment";
import { scanSegment } from "./scan-segment.ts";
import { logRepository } from "./volume.ts";
import type { Volume } from "./volume.ts";

/** One entry of the log, current or not, committed or not. Its bytes may change when the visit is over. */
export interface LoggedEntry {
  readonly segment: number;
  readonly offset: number;
  readonly tag: "put" | "del" | "commit";
  /** `undefined` for a COMMIT. */
  readonly id: Uint8Array | undefined;
  /** The stored object; empty unless this is a PUT. */
  readonly data: Uint8Array;
}

export interface ScanLogOptions {
  /** This segment only. */
  readonly segment?: number | undefined;
  /** The entry at this offset only. */
  readonly offset?: number | undefined;
}

/**
 * Visits whatever is in the segment files, in their order, until a visit returns false. A damaged segment is reported and left
 * at the first byte that is wrong.
 */
export async function scanLog(
  volume: Volume,
  options: ScanLogOptions,
  visit: (entry: LoggedEntry) => boolean | Promise<boolean>,
): Promise<void> {
  const { segment: wanted, offset } = options;
  const place = offset === undefined ? {} : { offset, countMax: 1 };
  for await (const segment of volume.segments.ascending(wanted)) {
    if (wanted !== undefined && segment > wanted) return;
    let goesOn = true;
    try {
      await scanSegment(volume, segment, place, async ({ tag, offset: at, bytes }) => {
        if (goesOn) goesOn = await visit(describeEntry(segment, at, tag, bytes));
      });
    } catch (error) {
      if (!(error instanceof IntegrityError)) throw error;
      const name = `Segment ${segment} (${volume.segments.path(segment)})`;
      logRepository(volume.reporter, "error", `${name} has IntegrityError(s) [${error.message}] - skipping.`);
    }
    if (!goesOn) return;
  }
}

function describeEntry(segment: number, offset: number, tag: number, bytes: Uint8Array): LoggedEntry {
  const hasId = tag === TAG_PUT || tag === TAG_DELETE;
  return {
    segment,
    offset,
    tag: tag === TAG_PUT ? "put" : tag === TAG_DELETE ? "del" : "commit",
    id: hasId ? entryId(bytes, 0) : undefined,
    data: tag === TAG_PUT ? bytes.subarray(PUT_HEADER_SIZE) : bytes.subarray(0, 0),
  };
}
