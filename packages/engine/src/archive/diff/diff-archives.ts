import type { Item } from "@coffer/format/archive";
import type { BorgError } from "@coffer/format/errors";
import type { LoadedArchive } from "../../cache/index.ts";
import type { Session } from "../../session/index.ts";
import type { ContentEntry, ContentSink, WantedChunk } from "../contents/index.ts";
import { FETCH_HEAPS, FetchStage, streamContents, streamItems } from "../contents/index.ts";
import { startPipelinePool, stopIfInterrupted } from "../jobs/index.ts";
import type { Side } from "./content-comparison.ts";
import { ContentComparison, interleave } from "./content-comparison.ts";
import type { DiffRules, ItemChange } from "./item-changes.ts";
import { comparePair, describeChanges } from "./item-changes.ts";
import type { ItemPair } from "./item-pairing.ts";
import { ItemPairing } from "./item-pairing.ts";

export interface DiffArchivesOptions extends DiffRules {
  /** Which items, by path; default all. */
  readonly matches?: ((path: string) => boolean) | undefined;
  readonly considerPartFiles?: boolean;
  /** Ends the command with an error. */
  readonly signal?: AbortSignal | undefined;
}

/** A path at which the archives differ. The items are good during the call that hands them over. */
export interface ItemDifference extends ItemPair {
  readonly changes: readonly ItemChange[];
}

/**
 * Tells of each path at which two archives differ, in Borg's order.
 *
 * Both item streams are read ahead. Contents are read only where the chunks cannot tell (`canCompareChunkIds` false, same size),
 * as far as to the first difference. Memory grows with the number of items that only one archive has.
 *
 * @throws {IntegrityError | ObjectNotFound} At damaged or missing metadata or content.
 */
export async function diffArchives(
  session: Session,
  archives: { readonly before: LoadedArchive; readonly after: LoadedArchive },
  options: DiffArchivesOptions,
  visit: (difference: ItemDifference) => void,
): Promise<void> {
  const { ctx, key, repository } = session;
  const pool = startPipelinePool(ctx.threads, { secrets: key.secrets }, FETCH_HEAPS);
  try {
    const stage = new FetchStage(repository, pool);
    const pairing = new ItemPairing((warning) => ctx.reporter.warn(warning));
    const itemsOf = (archive: LoadedArchive): AsyncGenerator<Item[]> =>
      selectItems(streamItems(stage, archive.record.items), options);
    const batches = pairItems(pairing, itemsOf(archives.before), itemsOf(archives.after));
    await streamContents(stage, questionsOf(batches, options), new Verdicts(options, visit));
  } finally {
    await pool.close();
  }
}

async function* selectItems(
  batches: AsyncIterable<readonly Item[]>,
  { matches, considerPartFiles, signal }: DiffArchivesOptions,
): AsyncGenerator<Item[], void, undefined> {
  for await (const items of batches) {
    stopIfInterrupted(signal);
    yield items.filter(
      (item) => (item.part === undefined || considerPartFiles === true) && (matches?.(item.path) ?? true),
    );
  }
}

/** Walks through both archives in step; yields the pairs of a batch at a time. */
async function* pairItems(
  pairing: ItemPairing,
  before: AsyncIterator<readonly Item[]>,
  after: AsyncIterator<readonly Item[]>,
): AsyncGenerator<readonly ItemPair[], void, undefined> {
  const [first, second] = [new BatchCursor(before), new BatchCursor(after)];
  for (;;) {
    const [left, right] = [await first.rest(), await second.rest()];
    if (left === 0 && right === 0) break;
    const count = Math.min(left, right) || Math.max(left, right);
    const pairs: ItemPair[] = [];
    for (let index = 0; index < count; index++) pairing.step(first.take(), second.take(), pairs);
    yield pairs;
  }
  yield* chunksOf(pairing.finish(), 256);
}

/** One archive's items, taken one by one out of batches. */
class BatchCursor {
  readonly #batches: AsyncIterator<readonly Item[]>;
  #batch: readonly Item[] = [];
  #next = 0;

  constructor(batches: AsyncIterator<readonly Item[]>) {
    this.#batches = batches;
  }

  /** Items that can be taken at once; 0 at the end. */
  async rest(): Promise<number> {
    while (this.#next === this.#batch.length) {
      const { done, value } = await this.#batches.next();
      if (done === true) return 0;
      [this.#batch, this.#next] = [value, 0];
    }
    return this.#batch.length - this.#next;
  }

  take(): Item | undefined {
    return this.#next < this.#batch.length ? this.#batch[this.#next++] : undefined;
  }
}

function* chunksOf<T>(values: Iterable<T>, count: number): Generator<T[], void, undefined> {
  let chunk: T[] = [];
  for (const value of values) {
    if (chunk.push(value) < count) continue;
    yield chunk;
    chunk = [];
  }
  yield chunk;
}

/** A pair that is different, or whose contents decide whether it is. */
class Question implements ContentEntry {
  readonly pair: ItemPair;
  readonly chunks: readonly WantedChunk[] = [];
  readonly #comparison: ContentComparison | undefined;
  readonly #sides: readonly Side[] = [];
  #next = 0;

  constructor(pair: ItemPair, compareContents: boolean) {
    this.pair = pair;
    if (!compareContents) return;
    const { chunks, sides } = interleave(pair.before?.chunks ?? [], pair.after?.chunks ?? []);
    this.chunks = chunks;
    this.#sides = sides;
    this.#comparison = new ContentComparison();
  }

  get isSettled(): boolean {
    return this.#comparison?.isDifferent === true;
  }

  get isEqual(): boolean {
    return this.#comparison?.isEqual === true;
  }

  add(bytes: Uint8Array): void {
    this.#comparison?.add(this.#sides[this.#next++] as Side, bytes);
  }
}

async function* questionsOf(
  batches: AsyncIterable<readonly ItemPair[]>,
  rules: DiffRules,
): AsyncGenerator<Question[], void, undefined> {
  for await (const pairs of batches) {
    const questions: Question[] = [];
    for (const pair of pairs) {
      const verdict = comparePair(pair, rules);
      if (verdict !== "equal") questions.push(new Question(pair, verdict === "unknown"));
    }
    yield questions;
  }
}

/** Hands over what turns out to be different. */
class Verdicts implements ContentSink<Question> {
  readonly #options: DiffArchivesOptions;
  readonly #visit: (difference: ItemDifference) => void;

  constructor(options: DiffArchivesOptions, visit: (difference: ItemDifference) => void) {
    this.#options = options;
    this.#visit = visit;
  }

  begin(): void {
    stopIfInterrupted(this.#options.signal);
  }

  data(question: Question, bytes: Uint8Array): void {
    stopIfInterrupted(this.#options.signal);
    question.add(bytes);
  }

  damaged(_question: Question, _chunk: WantedChunk, error: BorgError): void {
    throw error;
  }

  end({ pair, isEqual }: Question): void {
    if (!isEqual) this.#visit({ ...pair, changes: describeChanges(pair, this.#options) });
  }
}
