import type { Progress } from "@coffer/engine/context";
import type { ExpectedArchives } from "./expected-archives.ts";
import type { ProgressBar } from "./progress-bar.ts";
import type { ExpectedArchive } from "./progress-line.ts";

/** The bar of a run: knows for each repository how large its next archive will be, and remembers how large it was. */
export class RunProgress {
  readonly #bar: ProgressBar;
  readonly #archives: ExpectedArchives;
  #key = "";
  /** What was last heard of the archive that is being made. */
  #archive: ExpectedArchive | undefined;
  #isComplete = false;

  constructor(bar: ProgressBar, archives: ExpectedArchives) {
    this.#bar = bar;
    this.#archives = archives;
  }

  /** @param key Names what is worked on: the repository. */
  async begin(key: string): Promise<void> {
    this.#key = key;
    this.#archive = undefined;
    this.#isComplete = false;
    this.#bar.expect(await this.#archives.read(key));
  }

  show(progress: Progress): void {
    if (progress.type === "archive_progress") {
      this.#isComplete = progress.finished;
      if (!progress.finished) this.#archive = progress;
    }
    this.#bar.show(progress);
  }

  /** Takes the bar away. An archive that is complete is the measure of the next. */
  async end(): Promise<void> {
    this.#bar.hide();
    if (this.#isComplete && this.#archive !== undefined) await this.#archives.write(this.#key, this.#archive);
  }
}
