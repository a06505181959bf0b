import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { CompressionSpec, Compressor } from "@coffer/format/compression";
import type { Reporter } from "../../context/index.ts";
import type { PipelinePool, Setup, WalkBatch } from "../jobs/index.ts";
import { alignEntries } from "./align-entries.ts";
import type { LaneEntries } from "./align-entries.ts";
import { ContentSources } from "./content-sources.ts";
import { startCreatePool } from "./create-pool.ts";
import type { EntryFactory } from "./entry-factory.ts";
import type { EntryIntake } from "./entry-intake.ts";
import type { SharedReading } from "./pipeline.ts";
import type { ReadStage } from "./read-stage.ts";
import { startReading } from "./start-reading.ts";
import type { ReadingRules } from "./start-reading.ts";
import { WalkAhead } from "./walk-ahead.ts";
import type { WalkAheadOptions } from "./walk-ahead.ts";

/** What is walked, and how it is read. But for the walk's `skipFolders` it must be the same for all archives. */
export interface SharedPlan {
  readonly threads: number;
  readonly walk: WalkAheadOptions;
  readonly reading: Omit<ReadingRules, "signal">;
  readonly compression: CompressionSpec;
  /** Made from {@link compression}. */
  readonly compressor: Compressor;
}

/** An archive in the making. */
export interface ShareFeed {
  readonly factory: EntryFactory;
  readonly intake: EntryIntake;
  readonly reporter: Reporter;
}

/** How far an archive is, in this order. */
const STEPS = ["expected", "begun", "open", "fed", "left"] as const;
type Step = (typeof STEPS)[number];

/**
 * Files that several archives, each of another repository, are made of at the same time: walked once, and each file read
 * once for all that need it. See docs/decisions/0220.
 *
 * Everybody who is to take part has a {@link SourceShare}. The walk begins when all of them have their repository open or
 * have left, the reading when all have their caches. The slowest sets the pace; one that fails leaves, and the others go on.
 */
export class SharedSource {
  readonly contents: ContentSources = new ContentSources();
  readonly #signal: AbortSignal | undefined;
  readonly #shares: SourceShare[] = [];
  /** What each lane's workers have to know. */
  readonly #setups: Setup[] = [];
  #first: SharedPlan | undefined;
  #pool: PipelinePool | undefined;
  #walk: WalkAhead | undefined;
  #read: ReadStage | undefined;
  #isWalking = false;
  #isReading = false;

  /** @param signal Ends the reading, besides what ends each of the archives. */
  constructor(signal?: AbortSignal) {
    this.#signal = signal;
  }

  /** Another one that will take part, or leave. All shares must be made before the first begins. */
  share(): SourceShare {
    assert(this.#first === undefined, "the shared source is in use already");
    const share = new SourceShare(this);
    this.#shares.push(share);
    return share;
  }

  /** For shares: readies threads. */
  begin(plan: SharedPlan): void {
    assert(
      this.#first === undefined || isDeepStrictEqual(commonOf(this.#first), commonOf(plan)),
      "not the same source",
    );
    if (this.#first !== undefined) return;
    this.#first = plan;
    const { threads, reading, compressor } = plan;
    this.#pool = startCreatePool(threads, reading.chunker, compressor, this.#shares.length);
    this.#walk = new WalkAhead(this.#pool);
    this.#read = startReading(this.#pool, compressor, { ...reading, signal: this.#signal });
  }

  /** For shares, whose pipelines have begun. */
  get walk(): WalkAhead {
    assert(this.#walk !== undefined);
    return this.#walk;
  }

  /** For shares: a lane for another pipeline. */
  openLane(setup: Setup): SharedReading {
    assert(this.#pool !== undefined && this.#read !== undefined);
    const { spare } = this.#pool.lanes[this.#setups.length] ?? this.#pool;
    this.#setups.push(setup);
    return { pool: this.#pool, read: this.#read, lane: this.#read.openLane(spare) };
  }

  /** For shares: does what can be done now that one of them has come a step further. */
  async advance(): Promise<void> {
    const present = this.#shares.filter(({ step }) => step !== "left");
    if (present.length === 0) return await this.#close();
    const isAt = (step: Step): boolean => present.every((share) => STEPS.indexOf(share.step) >= STEPS.indexOf(step));
    if (!this.#isWalking && isAt("open")) this.#startWalk(present);
    if (!this.#isReading && isAt("fed")) void this.#feed();
  }

  #startWalk(present: readonly SourceShare[]): void {
    assert(this.#first !== undefined);
    this.#isWalking = true;
    const { rules, ...walk } = this.#first.walk;
    const skipFolders = new Set(present.flatMap(({ plan }) => plan?.walk.rules.skipFolders ?? []));
    this.walk.start({ ...walk, rules: { ...rules, skipFolders: [...skipFolders] } });
  }

  async #feed(): Promise<void> {
    this.#isReading = true;
    try {
      this.#pool?.pool.configure("setup", this.#setups);
      await this.#feedAll();
      for (const share of this.#shares) share.end();
    } catch (error) {
      for (const share of this.#shares) share.fail(error);
    }
  }

  async #feedAll(): Promise<void> {
    for (let batch = await this.walk.next(); batch !== undefined; batch = await this.walk.next()) {
      this.contents.begin();
      await this.#feedBatch(batch);
      if (this.#fed.length === 0) return;
      await turn();
    }
    await this.#read?.flush();
  }

  async #feedBatch(batch: WalkBatch): Promise<void> {
    const rows = this.#fed.map((share) => share.take(batch));
    for (const takers of alignEntries(rows)) {
      const added = this.#read?.add(takers);
      if (added !== undefined) await added;
      for (const share of this.#fed) {
        const made = share.checkpoint();
        if (made !== undefined) await made;
      }
    }
  }

  get #fed(): readonly SourceShare[] {
    return this.#shares.filter((share) => share.isFed);
  }

  async #close(): Promise<void> {
    await this.#walk?.close();
    await this.#pool?.close();
  }
}

/** One archive's part in a {@link SharedSource}. Whoever has it leaves in the end, whatever happened. */
export class SourceShare {
  readonly #source: SharedSource;
  #step: Step = "expected";
  #plan: SharedPlan | undefined;
  #reading: SharedReading | undefined;
  #fed: ShareFeed | undefined;
  #end: () => void = () => undefined;
  #fail: (error: unknown) => void = () => undefined;

  /** See {@link SharedSource.share}. */
  constructor(source: SharedSource) {
    this.#source = source;
  }

  get step(): Step {
    return this.#step;
  }

  get plan(): SharedPlan | undefined {
    return this.#plan;
  }

  get contents(): ContentSources {
    return this.#source.contents;
  }

  get walk(): WalkAhead {
    return this.#source.walk;
  }

  /** Readies threads, while the repository is opened. */
  begin(plan: SharedPlan): void {
    this.#plan = plan;
    this.#source.begin(plan);
    this.#goTo("begun");
  }

  /** The repository is open. */
  start(): void {
    this.#goTo("open");
  }

  /** For the pipeline. */
  joinReading(setup: Setup): SharedReading {
    this.#reading = this.#source.openLane(setup);
    return this.#reading;
  }

  /** Gives the archive all files. @throws What any stage met, or the signal says: the others go on. */
  async feed(feed: ShareFeed): Promise<void> {
    const ended = new Promise<void>((resolve, reject) => {
      this.#end = resolve;
      this.#fail = reject;
    });
    this.#fed = feed;
    this.#goTo("fed");
    await feed.intake.during(ended);
  }

  /** Takes no part any more. The last one ends the threads. */
  async leave(): Promise<void> {
    if (this.#step === "left") return;
    this.#step = "left";
    await this.#source.advance();
  }

  /** For the source: whether entries are wanted. */
  get isFed(): boolean {
    return this.#fed !== undefined && this.#step === "fed" && this.#reading?.lane.isOpen === true;
  }

  /** For the source: the entries for a stretch of the walk. */
  take(batch: WalkBatch): LaneEntries {
    assert(this.#fed !== undefined && this.#reading !== undefined);
    const { factory, reporter } = this.#fed;
    for (const message of batch.messages) reporter.log({ level: "warning", message, name: "borg.xattr" });
    const fail = (error: unknown): void => this.fail(error);
    return { lane: this.#reading.lane, entries: factory.entriesOf(batch), fail };
  }

  /** For the source: makes a checkpoint if it is time for one. */
  checkpoint(): void | Promise<void> {
    const fail = (error: unknown): void => this.fail(error);
    try {
      return this.#fed?.intake.checkpoint()?.catch(fail);
    } catch (error) {
      fail(error);
    }
  }

  /** For the source: all was read. */
  end(): void {
    this.#end();
  }

  /** For the source, when it can give no more. */
  fail(error: unknown): void {
    this.#fed = undefined;
    this.#fail(error);
  }

  #goTo(step: Step): void {
    this.#step = step;
    void this.#source.advance();
  }
}

function commonOf({ walk, reading, compression }: SharedPlan): object {
  const { matcher, rules, ...where } = walk;
  const { skipFolders: _, ...common } = rules;
  return { where, rules: common, matcher: matcher?.toPlain(), reading, compression };
}
