import { toHex } from "@coffer/format/bytes";
import { IntegrityError } from "@coffer/format/errors";
import type { RepositoryIndex } from "@coffer/format/hashindex";
import type { RepositoryConfig } from "@coffer/format/segment";
import { collectOldGarbage } from "../threads/index.ts";
import { lastCommittedSegment } from "./committed-segments.ts";
import type { Committed } from "./committed-state.ts";
import type { LogKeeper } from "./log-keeper.ts";
import type { LogWriter } from "./log-writer.ts";
import { PercentProgress } from "./percent-progress.ts";
import { recoverSegment } from "./recover-segment.ts";
import { SegmentReplay } from "./replay.ts";
import { scanSegment } from "./scan-segment.ts";
import { TransactionState } from "./transaction-state.ts";
import type { SegmentVerifier } from "./repository.ts";
import { logRepository } from "./volume.ts";
import type { Volume } from "./volume.ts";

export interface CheckOptions {
  readonly repair: boolean;
  /** 0: all segments. */
  readonly maxDurationSeconds: number;
  readonly verifier?: SegmentVerifier | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a check needs of the repository around it. */
export interface CheckedRepository {
  readonly volume: Volume;
  readonly writer: LogWriter;
  readonly keeper: LogKeeper;
  readonly config: RepositoryConfig;
  saveConfig(): Promise<void>;
  /** Transaction and index as found on disk (after a replay where one is due). */
  committed(): Promise<Committed>;
  /** Lets go of the index that {@link committed} gave, if it is on disk. @returns Whether it is. */
  releaseIndex(): boolean;
}

/** A committed index, in memory unless `index` is absent: then it is to be read from disk. */
interface CommittedIndex {
  readonly count: number;
  readonly index: RepositoryIndex | undefined;
}

/**
 * Rebuilds the index from the log, verifying every CRC, and compares it with the one on disk; with `repair`, mends segments and
 * writes the rebuilt index. What was found goes to the log of the reporter.
 *
 * @returns False if something was found and not repaired.
 * @see docs/formats/repository.md, "Check and repair".
 */
export async function checkRepository(repository: CheckedRepository, options: CheckOptions): Promise<boolean> {
  return new RepositoryCheck(repository, options).run();
}

class RepositoryCheck {
  readonly #repository: CheckedRepository;
  readonly #volume: Volume;
  readonly #options: CheckOptions;
  #state: TransactionState = TransactionState.empty();
  /** What the verifier says of segments that come next. */
  readonly #verdicts = new Map<number, ReturnType<SegmentVerifier["verify"]>>();
  #hasFound = false;

  constructor(repository: CheckedRepository, options: CheckOptions) {
    this.#repository = repository;
    this.#volume = repository.volume;
    this.#options = options;
  }

  async run(): Promise<boolean> {
    const { repair } = this.#options;
    this.#log("info", "Starting repository check");
    const start = await this.#findTransaction();
    if (start === undefined) {
      this.#report("This repository contains no valid data.");
      return false;
    }
    const next = repair ? await this.#repository.keeper.clearAfter(start.transaction) : undefined;
    // Tables that are outgrown are garbage that lies about for long.
    this.#state = TransactionState.empty(start.committed?.count);
    const committed = await lastCommittedSegment(this.#volume);
    await this.#checkSegments(start.transaction);
    if (next !== undefined && committed === undefined) await this.#addCommit(start.transaction, next);
    if (!this.#isPartial) await this.#checkIndex(start.transaction, start.committed);
    this.#conclude();
    this.#releaseState();
    return !this.#hasFound || repair;
  }

  /** What comes next needs the memory. */
  #releaseState(): void {
    if (this.#state.index.count < LARGE_INDEX) return;
    this.#state = TransactionState.empty();
    collectOldGarbage();
  }

  get #isPartial(): boolean {
    return this.#options.maxDurationSeconds > 0;
  }

  /** The transaction to check against, from the best source there is. */
  async #findTransaction(): Promise<{ transaction: number; committed: CommittedIndex | undefined } | undefined> {
    let transaction: number | undefined;
    let committed: CommittedIndex | undefined;
    try {
      ({ transaction, committed } = await this.#findCommitted());
    } catch (error) {
      this.#log("debug", `Failed to read committed index (${error instanceof Error ? error.message : String(error)})`);
      transaction = await lastCommittedSegment(this.#volume);
    }
    // One index in memory is enough: the other one is about to be built.
    if ((committed?.count ?? 0) >= LARGE_INDEX) collectOldGarbage();
    transaction ??= await this.#volume.indexFiles.latestTransaction();
    transaction ??= await this.#volume.segments.latest();
    return transaction === undefined ? undefined : { transaction, committed };
  }

  async #findCommitted(): Promise<{ transaction: number | undefined; committed: CommittedIndex }> {
    const { transaction, index, lost } = await this.#repository.committed();
    if (lost !== undefined)
      this.#report(`What transaction ${lost} changed is lost: its COMMIT is damaged [segment ${lost}]`);
    const isOnDisk = transaction !== undefined && this.#repository.releaseIndex();
    return { transaction, committed: { count: index.count, index: isOnDisk ? undefined : index } };
  }

  async #checkSegments(transaction: number): Promise<void> {
    const { clock, reporter, segments } = this.#volume;
    const first = await this.#firstSegment();
    const endMs = clock.monotonicMs() + this.#options.maxDurationSeconds * 1000;
    const all = await Array.fromAsync(segments.ascending());
    const progress = new PercentProgress(reporter, {
      total: all.length,
      text: "Checking segments",
      msgid: "repository.check",
      step: 0.1,
      digits: 1,
    });
    let last = -1;
    for (const [index, segment] of all.entries()) {
      // What mends is not left half done.
      if (!this.#options.repair) this.#options.signal?.throwIfAborted();
      progress.show();
      last = segment;
      if (segment < first || segment > transaction) continue;
      this.#verifyAhead(all, index, transaction);
      await this.#checkSegment(segment);
      if (this.#isPartial && clock.monotonicMs() > endMs) {
        this.#log("info", `finished partial segment check, last segment checked is ${segment}`);
        await this.#saveProgress(segment);
        progress.finish();
        return;
      }
    }
    this.#log("info", `finished segment check at segment ${last}`);
    await this.#saveProgress(-1);
    progress.finish();
  }

  async #firstSegment(): Promise<number> {
    if (!this.#isPartial) {
      await this.#saveProgress(-1);
      return 0;
    }
    const first = this.#repository.config.last_segment_checked + 1;
    this.#log("info", `skipping to segments >= ${first}`);
    return first;
  }

  async #saveProgress(segment: number): Promise<void> {
    this.#repository.config.last_segment_checked = segment;
    await this.#repository.saveConfig();
  }

  async #checkSegment(segment: number): Promise<void> {
    let isSound = await this.#verifySegment(segment);
    if (!isSound && this.#options.repair) {
      this.#log("info", `attempting to recover ${this.#volume.segments.path(segment)}`);
      await recoverSegment(this.#volume, segment);
      await scanSegment(this.#volume, segment, {}, () => {});
      isSound = true;
    }
    if (this.#isPartial) return;
    const replay = new SegmentReplay(this.#volume, this.#state, segment);
    if (isSound) await scanSegment(this.#volume, segment, { headersOnly: true }, (entry) => replay.apply(entry));
    await replay.finish();
  }

  /** Has the next segments verified elsewhere, as far as somebody does that. */
  #verifyAhead(all: readonly number[], from: number, transaction: number): void {
    const { verifier } = this.#options;
    if (verifier === undefined || this.#isPartial) return;
    for (const segment of all.slice(from, from + verifier.ahead)) {
      if (segment > transaction || this.#verdicts.has(segment)) continue;
      const verdict = verifier.verify(this.#volume.segments.path(segment), segment);
      // Awaited in its turn; this keeps an early error from ending the process.
      verdict.catch(() => undefined);
      this.#verdicts.set(segment, verdict);
    }
  }

  /** Whether all of a segment is sound (else that is reported): nothing of it is used before that is known. */
  async #verifySegment(segment: number): Promise<boolean> {
    const verdict = await this.#verdicts.get(segment);
    if (verdict !== undefined) {
      if (verdict.fault !== undefined) this.#report(verdict.fault);
      return verdict.fault === undefined;
    }
    try {
      await scanSegment(this.#volume, segment, {}, () => {});
      return true;
    } catch (error) {
      if (!(error instanceof IntegrityError)) throw error;
      this.#report(error.message);
      return false;
    }
  }

  async #addCommit(transaction: number, segment: number): Promise<void> {
    this.#report(`Adding commit tag to segment ${transaction}`);
    const { writer } = this.#repository;
    writer.begin(segment);
    writer.commit({ intermediate: false });
    await writer.settle();
  }

  async #checkIndex(transaction: number, committed: CommittedIndex | undefined): Promise<void> {
    this.#log("info", "Starting repository index check");
    if (this.#options.repair) await this.#writeIndex();
    // An empty index is one of a repository without COMMIT: whatever the log holds was never committed.
    else if (committed !== undefined && committed.count > 0) await this.#compareCommitted(transaction, committed);
  }

  async #compareCommitted(transaction: number, committed: CommittedIndex): Promise<void> {
    if (committed.index === undefined && (await this.#equalsIndexOnDisk(transaction, committed.count))) {
      this.#log("info", INDEX_COUNT_MATCH);
      return;
    }
    this.#compareIndex(committed.index ?? (await this.#volume.indexFiles.readIndex(transaction)));
  }

  async #equalsIndexOnDisk(transaction: number, count: number): Promise<boolean> {
    const rebuilt = this.#state.index;
    if (count !== rebuilt.count) return false;
    let isEqual = true;
    await this.#volume.indexFiles.visitIndex(transaction, (buckets, idOffset, segment, offset) => {
      const bucket = rebuilt.find(buckets, idOffset);
      isEqual &&= bucket >= 0 && rebuilt.segmentAt(bucket) === segment && rebuilt.offsetAt(bucket) === offset;
    });
    return isEqual;
  }

  async #writeIndex(): Promise<void> {
    const transaction = await lastCommittedSegment(this.#volume);
    if (transaction === undefined) throw new IntegrityError("No committed segment after repair");
    await this.#volume.indexFiles.write(transaction, this.#state);
  }

  #compareIndex(committed: RepositoryIndex): void {
    const rebuilt = this.#state.index;
    if (committed.count === rebuilt.count) this.#log("info", INDEX_COUNT_MATCH);
    else {
      this.#report("Index object count mismatch.");
      this.#report(`committed index: ${committed.count} objects`);
      this.#report(`rebuilt index:   ${rebuilt.count} objects`);
    }
    for (const { id, segment, offset } of rebuilt.entries()) {
      const found = placeText(committed, id);
      const expected = `(${segment}, ${offset})`;
      if (found !== expected) this.#reportDifference(id, expected, found);
    }
    for (const { id, segment, offset } of committed.entries()) {
      if (!rebuilt.has(id)) this.#reportDifference(id, NOT_FOUND, `(${segment}, ${offset})`);
    }
  }

  #reportDifference(id: Uint8Array, rebuilt: string, committed: string): void {
    const line = `ID: ${toHex(id).padEnd(64)} rebuilt index: ${rebuilt.padEnd(16)} committed index: ${committed.padEnd(16)}`;
    this.#report(line);
  }

  #conclude(): void {
    const mode = this.#isPartial ? "partial" : "full";
    if (!this.#hasFound) this.#log("info", `Finished ${mode} repository check, no problems found.`);
    else if (this.#options.repair) this.#log("info", `Finished ${mode} repository check, errors found and repaired.`);
    else this.#log("error", `Finished ${mode} repository check, errors found.`);
  }

  #report(message: string): void {
    this.#hasFound = true;
    this.#log("error", message);
  }

  #log(level: "debug" | "info" | "error", message: string): void {
    logRepository(this.#volume.reporter, level, message);
  }
}

const NOT_FOUND = "<not found>";
const INDEX_COUNT_MATCH = "Index object count match.";

/** Objects from which on it is worth the time to give the memory of an index back. */
const LARGE_INDEX = 100_000;

function placeText(index: RepositoryIndex, id: Uint8Array): string {
  const bucket = index.find(id);
  return bucket < 0 ? NOT_FOUND : `(${index.segmentAt(bucket)}, ${index.offsetAt(bucket)})`;
}
