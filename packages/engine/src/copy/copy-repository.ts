import type { Reporter } from "../context/index.ts";
import { PercentProgress } from "../repository/index.ts";
import type { WritableFiles } from "../repository/index.ts";
import { folderOf, inParallel } from "../storage/index.ts";
import type { Storage } from "../storage/index.ts";
import { readLog } from "./copied-log.ts";
import type { CopiedLog, SourceLog } from "./copied-log.ts";
import { CopyJournal } from "./copy-journal.ts";
import { planCopy } from "./copy-plan.ts";
import type { CopyPlan } from "./copy-plan.ts";
import { copySegment } from "./copy-segment.ts";
import { parkConfig } from "./parked-config.ts";
import { copyRootFiles } from "./root-files.ts";

/** Segments that are copied at the same time. */
const PARALLEL = 4;
/** What an interrupted copy may have to copy again. */
const GROUP_COUNT_MAX = 32;
const GROUP_BYTES_MAX = 1 << 30;

export interface CopyOptions {
  /** Once aborted, the copy ends at the next segment; it goes on there the next time. */
  readonly signal?: AbortSignal | undefined;
}

export interface CopyResult {
  /** Whether there was no whole copy before. */
  readonly isFirst: boolean;
  /** The last transaction of the source, and of the copy now. */
  readonly transaction: number;
  readonly copied: { readonly segments: number; readonly bytes: number };
  /** Segments that were there already. */
  readonly present: number;
  /** Segments that the source has not any more. */
  readonly removed: number;
}

/**
 * Makes `target` what `source` is: the same files, byte for byte, of which only those are copied that it has not yet. Every entry of a
 * segment is verified before it is written.
 *
 * A target that is there stays at its own transaction until all data has arrived. While segments with COMMITs come and old ones go,
 * and from the beginning where there was nothing before, its config is parked: whatever interrupts the copy, nobody takes a part of it
 * for the whole. The next copy goes on where it ended. Durable on return.
 *
 * @throws {CommandError} If the target is another repository, or was written to itself; nothing was changed.
 * @throws {IntegrityError} If a segment of the source is damaged; the target has what came before.
 * @throws The reason of `signal`.
 */
export async function copyRepository(
  source: SourceLog,
  target: WritableFiles,
  options: CopyOptions,
  reporter: Reporter,
): Promise<CopyResult> {
  const before = await readLog(target.storage);
  const journal = await CopyJournal.read(target.storage, source.config.id);
  const plan = await planCopy(source, before, journal);
  return new CopyRun(source, target, { before, journal, plan }, options, reporter).run();
}

/** What {@link copyRepository} would do. Nothing is changed. @param target `undefined`: there is nothing yet. */
export async function planRepositoryCopy(source: SourceLog, target: Storage | undefined): Promise<CopyResult> {
  const before = target && (await readLog(target));
  const journal = target && (await CopyJournal.read(target, source.config.id));
  const plan = await planCopy(source, before, journal);
  const missing = [...plan.first, ...plan.closing];
  const bytes = missing.reduce((sum, segment) => sum + (source.sizes.get(segment) ?? 0), 0);
  return resultOf(source, before, plan, { segments: missing.length, bytes });
}

function resultOf(
  source: SourceLog,
  before: CopiedLog | undefined,
  plan: CopyPlan,
  copied: CopyResult["copied"],
): CopyResult {
  return {
    isFirst: before === undefined || before.isParked,
    transaction: source.transaction,
    copied,
    present: plan.present.length,
    removed: plan.superseded.length,
  };
}

interface Preparation {
  readonly before: CopiedLog | undefined;
  readonly journal: CopyJournal;
  readonly plan: CopyPlan;
}

/** One copy, step by step. */
class CopyRun {
  readonly #source: SourceLog;
  readonly #target: WritableFiles;
  readonly #before: CopiedLog | undefined;
  readonly #plan: CopyPlan;
  readonly #journal: CopyJournal;
  readonly #signal: AbortSignal | undefined;
  readonly #reporter: Reporter;
  readonly #progress: PercentProgress;
  #config: string | undefined;
  #bytes = 0;
  /** The highest segment that was copied. */
  #reached = -1;

  constructor(
    source: SourceLog,
    target: WritableFiles,
    { before, journal, plan }: Preparation,
    options: CopyOptions,
    reporter: Reporter,
  ) {
    this.#source = source;
    this.#target = target;
    this.#before = before;
    this.#plan = plan;
    this.#journal = journal;
    this.#signal = options.signal;
    this.#reporter = reporter;
    this.#config = before?.configText;
    const total = plan.first.length + plan.closing.length;
    this.#progress = new PercentProgress(reporter, {
      total,
      text: "Copying segments",
      msgid: "copy.segments",
      step: 1,
    });
  }

  async run(): Promise<CopyResult> {
    const { first, closing, superseded, present } = this.#plan;
    const { storage, keeper } = this.#target;
    const { transaction, configText } = this.#source;
    if (this.#before === undefined) await this.#park();
    await storage.createFolder("data");
    await this.#copyAll(first);
    if (closing.length + superseded.length > 0) await this.#park();
    await this.#copyAll(closing.filter((segment) => segment !== transaction));
    await this.#copyAll(closing.filter((segment) => segment === transaction));
    await this.#remove(superseded);
    await keeper.clearAfter(transaction);
    await copyRootFiles(this.#source, storage);
    await this.#journal.note(present, superseded);
    await keeper.committed(transaction);
    if (this.#config !== configText) await this.#writeConfig(configText);
    this.#progress.finish();
    const copied = { segments: first.length + closing.length, bytes: this.#bytes };
    return resultOf(this.#source, this.#before, this.#plan, copied);
  }

  async #park(): Promise<void> {
    const parked = parkConfig(this.#source.configText);
    if (this.#config !== parked) await this.#writeConfig(parked);
  }

  async #writeConfig(text: string): Promise<void> {
    const warn = (message: string): void => this.#reporter.log({ level: "warning", name: "borg.repository", message });
    await this.#target.storage.replaceSecret("config", new TextEncoder().encode(text), warn);
    this.#config = text;
  }

  /** In order: a segment with a DELETE goes after those with the PUTs that it hides. */
  async #remove(segments: readonly number[]): Promise<void> {
    const { storage } = this.#target;
    const names = segments.map((segment) => this.#source.segments.name(segment));
    for (const name of names) await storage.remove(name);
    for (const folder of new Set(names.map(folderOf))) await storage.syncFolder(folder);
  }

  async #copyAll(segments: readonly number[]): Promise<void> {
    for (const group of this.#groups(segments)) await this.#copyGroup(group);
  }

  /** What has arrived when something fails is noted all the same. */
  async #copyGroup(group: readonly number[]): Promise<void> {
    const copied: number[] = [];
    await this.#makeFolders(group);
    try {
      await inParallel(group, PARALLEL, async (segment) => {
        this.#signal?.throwIfAborted();
        this.#progress.show();
        const size = await copySegment(this.#source, this.#target.storage, segment);
        this.#bytes += size;
        copied.push(segment);
      });
    } catch (error) {
      await this.#note(copied).catch(() => undefined);
      throw error;
    }
    await this.#note(copied);
    this.#reached = Math.max(this.#reached, ...group);
    await this.#target.keeper.committed(this.#reached);
  }

  /** Beforehand, as several writers at once would all make the same. */
  async #makeFolders(segments: readonly number[]): Promise<void> {
    const { storage } = this.#target;
    const folders = new Set(segments.map((segment) => folderOf(this.#source.segments.name(segment))));
    for (const folder of folders) await storage.createFolder(folder);
    await storage.syncFolder("data");
  }

  async #note(copied: readonly number[]): Promise<void> {
    await this.#target.storage.settle?.();
    await this.#journal.note(copied);
  }

  *#groups(segments: readonly number[]): Generator<number[], void, void> {
    let group: number[] = [];
    let bytes = 0;
    for (const segment of segments) {
      group.push(segment);
      bytes += this.#source.sizes.get(segment) ?? 0;
      if (group.length < GROUP_COUNT_MAX && bytes < GROUP_BYTES_MAX) continue;
      yield group;
      group = [];
      bytes = 0;
    }
    if (group.length > 0) yield group;
  }
}
