import type { EngineContext, FileActivity, Reporter } from "../../context/index.ts";
import { nextOperation } from "../../repository/index.ts";
import type { LoadedArchive } from "../../cache/index.ts";
import { contentSize } from "@coffer/format/archive";
import type { ItemSelection } from "./extract-options.ts";
import { selectedPath } from "./extract-options.ts";

/** What is said before the first figure, and with each. */
export interface ProgressWords {
  readonly adding: string;
  readonly doing: string;
}

const MSGID = "extract";
/** Percent between two records. */
const STEP = 0.1;

/** Tells how many of the bytes that are to be read were read; whoever asks hears of the item at hand. */
export class ExtractProgress {
  readonly #reporter: Reporter;
  readonly #words: ProgressWords;
  readonly #operation = nextOperation();
  #total = 0;
  #current = 0;
  #triggerAt = 0;
  #at: FileActivity | undefined;

  private constructor(reporter: Reporter, words: ProgressWords) {
    this.#reporter = reporter;
    this.#words = words;
  }

  /** Adds up the sizes first, which takes a pass over the items; only if somebody wants to see progress. */
  static async begin(
    archive: LoadedArchive,
    selection: ItemSelection,
    { reporter, activity }: Pick<EngineContext, "reporter" | "activity">,
    words: ProgressWords,
  ): Promise<ExtractProgress> {
    const progress = new ExtractProgress(reporter, words);
    activity.begin(() => progress.#at);
    if (!reporter.wantsProgress) return progress;
    progress.#tell(words.adding);
    for await (const item of archive.items()) {
      if (selectedPath(item, selection) !== undefined) progress.#total += item.size ?? contentSize(item);
    }
    return progress;
  }

  /** Counts `bytes` of the item at `path`. */
  add(bytes: number, path: string): void {
    this.#at = { path, position: (this.#at?.path === path ? this.#at.position : 0) + bytes };
    if (this.#total === 0) return;
    // As Borg: the share that was done before these bytes.
    const percent = (this.#current * 100) / this.#total;
    this.#current += bytes;
    if (percent < this.#triggerAt) return;
    this.#triggerAt += STEP;
    this.#reporter.progress({
      type: "progress_percent",
      operation: this.#operation,
      msgid: MSGID,
      message: `${percent.toFixed(1).padStart(5)}% ${this.#words.doing}: ${path}`,
      current: this.#current,
      total: this.#total,
      info: [path],
      finished: false,
    });
  }

  finish(): void {
    if (!this.#reporter.wantsProgress) return;
    this.#reporter.progress({ type: "progress_percent", operation: this.#operation, msgid: MSGID, finished: true });
  }

  #tell(message: string): void {
    this.#reporter.progress({
      type: "progress_percent",
      operation: this.#operation,
      msgid: MSGID,
      message,
      finished: false,
    });
  }
}
