import type { EntryTaker } from "./read-stage.ts";
import type { ReadLane } from "./read-lane.ts";
import type { PipelineEntry } from "./unit.ts";

/** What a stretch of the walk is for one lane. */
export interface LaneEntries {
  readonly lane: ReadLane;
  readonly entries: Iterator<PipelineEntry>;
  /** Told what making an entry threw: the lane gets no more then. */
  readonly fail: (error: unknown) => void;
}

/**
 * Brings the entries of several lanes together: those with content to be read that have the same place come as one, each
 * other one for itself. The order of each lane is kept.
 */
export function* alignEntries(rows: readonly LaneEntries[]): Generator<readonly EntryTaker[], void, undefined> {
  /** The next entry of each lane that has content to be read. */
  const heads = new Map<LaneEntries, PipelineEntry>();
  for (const row of rows) yield* advance(row, heads);
  while (heads.size > 0) {
    const place = Math.min(...Array.from(heads.values(), (entry) => entry.place ?? 0));
    const next = rows.filter((row) => heads.get(row)?.place === place);
    yield next.map((row) => ({ lane: row.lane, entry: heads.get(row) as PipelineEntry }));
    for (const row of next) yield* advance(row, heads);
  }
}

/** Goes on to the lane's next entry that has content. */
function* advance(
  row: LaneEntries,
  heads: Map<LaneEntries, PipelineEntry>,
): Generator<readonly EntryTaker[], void, undefined> {
  heads.delete(row);
  for (let entry = nextOf(row); entry !== undefined; entry = nextOf(row)) {
    if (entry.source !== undefined) {
      heads.set(row, entry);
      return;
    }
    yield [{ lane: row.lane, entry }];
  }
}

function nextOf({ lane, entries, fail }: LaneEntries): PipelineEntry | undefined {
  if (!lane.isOpen) return undefined;
  try {
    const next = entries.next();
    return next.done === true ? undefined : next.value;
  } catch (error) {
    fail(error);
    return undefined;
  }
}
