import { equalBytes } from "@coffer/format/bytes";
import { CommandError } from "@coffer/format/errors";
import { SEGMENT_MAGIC_SIZE } from "@coffer/format/segment";
import { endsWithCommit } from "../repository/index.ts";
import type { CopiedLog, SourceLog } from "./copied-log.ts";
import type { CopyJournal } from "./copy-journal.ts";

/** Bytes of two files that are compared at a time. */
const COMPARED_SIZE = 8 * 1024 * 1024;

/** What has to be done for a target to have the segments of its source. */
export interface CopyPlan {
  /** Ascending. None of them is seen by anybody before those of {@link closing} are there. */
  readonly first: readonly number[];
  /** Segments that end with a COMMIT; the last one is that of the source's transaction. */
  readonly closing: readonly number[];
  /** Ascending; of no use to the source any more. */
  readonly superseded: readonly number[];
  /** Known to be there already. */
  readonly present: readonly number[];
}

/**
 * Compares what a target has with its source. Nothing is changed.
 *
 * @param target `undefined`: there is nothing yet.
 * @throws {CommandError} If the target is another repository, or is whole and anything but an earlier state of the source.
 */
export async function planCopy(
  source: SourceLog,
  target: CopiedLog | undefined,
  journal: CopyJournal | undefined,
): Promise<CopyPlan> {
  if (target !== undefined && !equalBytes(target.config.id, source.config.id)) {
    throw new CommandError(`${target.storage.location} holds another repository. Nothing was changed.`);
  }
  const wanted = new Set<number>();
  for (const [segment, size] of source.sizes) if (segment <= source.transaction && size > 0) wanted.add(segment);
  const isLive = target !== undefined && !target.isParked;
  if (isLive) await assertEarlierState(source, target, journal);
  const committed = isLive ? (target.transaction ?? -1) : -1;
  const isPresent = (segment: number): boolean =>
    target?.sizes.get(segment) === source.sizes.get(segment) &&
    (segment <= committed || journal?.has(segment) === true);
  const [first, closing, present]: [number[], number[], number[]] = [[], [], []];
  for (const segment of wanted) {
    if (isPresent(segment)) present.push(segment);
    else if (segment === source.transaction || (isLive && (await endsWithCommit(source, segment))))
      closing.push(segment);
    else first.push(segment);
  }
  const superseded = [...(target?.sizes.keys() ?? [])].filter(
    (segment) => segment <= source.transaction && !wanted.has(segment),
  );
  return { first, closing, superseded, present };
}

/** @throws {CommandError} */
async function assertEarlierState(
  source: SourceLog,
  target: CopiedLog,
  journal: CopyJournal | undefined,
): Promise<void> {
  const { transaction } = target;
  if (transaction === undefined) return;
  if (transaction > source.transaction) throw divergence(source, target, `transaction ${transaction} is newer`);
  for (const [segment, size] of target.sizes) {
    if (segment > transaction) return;
    const expected = source.sizes.get(segment);
    if (expected === undefined) {
      if (journal?.has(segment) === true || size <= SEGMENT_MAGIC_SIZE) continue;
      throw divergence(source, target, `segment ${segment} is of unknown origin`);
    }
    const isSame =
      expected === size && (journal?.has(segment) === true || (await areEqual(source, target, segment, size)));
    if (!isSame) throw divergence(source, target, `segment ${segment} differs`);
  }
}

function divergence(source: CopiedLog, target: CopiedLog, detail: string): CommandError {
  return new CommandError(
    `${target.storage.location} is not an earlier state of ${source.storage.location} (${detail}): ` +
      "it was written to, or the source was replaced. Nothing was changed.",
  );
}

async function areEqual(source: CopiedLog, target: CopiedLog, segment: number, size: number): Promise<boolean> {
  const name = source.segments.name(segment);
  for (let offset = 0; offset < size; offset += COMPARED_SIZE) {
    const [ours, theirs] = await Promise.all([
      source.storage.read(name, offset, COMPARED_SIZE),
      target.storage.read(name, offset, COMPARED_SIZE),
    ]);
    if (!equalBytes(ours, theirs)) return false;
  }
  return true;
}
