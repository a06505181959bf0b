import type { BorgError } from "@coffer/format/errors";
import type { Reporter } from "../../context/index.ts";
import { isRegular } from "../../platform/index.ts";
import type { WantedChunk } from "../contents/index.ts";
import { stopIfInterrupted } from "../jobs/index.ts";
import type { FileRestoration, ItemRestorer } from "../restore/index.ts";
import { FileError } from "../source/index.ts";
import type { ExtractArchiveOptions, ExtractEntry, ExtractSink } from "./extract-options.ts";
import type { ExtractProgress } from "./extract-progress.ts";

/** Puts items onto the disk. Trouble with one of them is a warning, and the next has its turn. */
export class FileRestorer implements ExtractSink {
  readonly #restorer: ItemRestorer;
  readonly #reporter: Reporter;
  readonly #options: ExtractArchiveOptions;
  readonly #progress: ExtractProgress;
  #file: FileRestoration | undefined;

  constructor(restorer: ItemRestorer, reporter: Reporter, options: ExtractArchiveOptions, progress: ExtractProgress) {
    this.#restorer = restorer;
    this.#reporter = reporter;
    this.#options = options;
    this.#progress = progress;
  }

  begin(entry: ExtractEntry): void {
    this.#restorer.leaveFolders(entry.path);
    this.#options.visit?.(entry.path);
    this.#orWarn(entry, () => {
      if (isRegular(entry.item.mode)) this.#file = this.#restorer.beginFile(entry.item);
      else this.#restorer.restore(entry.item);
    });
  }

  data(entry: ExtractEntry, bytes: Uint8Array): void {
    stopIfInterrupted(this.#options.signal);
    this.#progress.add(bytes.length, entry.path);
    const file = this.#file;
    if (file === undefined) return;
    this.#orWarn(entry, () => {
      try {
        file.write(bytes);
      } catch (error) {
        this.#file = undefined;
        file.abort();
        throw error;
      }
    });
  }

  damaged({ path }: ExtractEntry, _chunk: WantedChunk, error: BorgError): void {
    this.#file?.abort();
    this.#file = undefined;
    if (this.#options.onDamage === undefined) throw error;
    this.#options.onDamage(path, error);
  }

  end(entry: ExtractEntry): void {
    const file = this.#file;
    this.#file = undefined;
    if (file !== undefined) this.#orWarn(entry, () => file.finish());
  }

  #orWarn(entry: ExtractEntry, act: () => void): void {
    try {
      act();
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      this.#reporter.warn(error.toWarning(entry.item.path));
    }
  }
}
