import type { BorgError } from "@coffer/format/errors";
import type { Reporter } from "../../context/index.ts";
import type { WantedChunk } from "../contents/index.ts";
import { stopIfInterrupted } from "../jobs/index.ts";
import { assertContent } from "../restore/index.ts";
import { FileError } from "../source/index.ts";
import type { ExtractArchiveOptions, ExtractEntry, ExtractSink } from "./extract-options.ts";
import type { ExtractProgress } from "./extract-progress.ts";

/** Reads contents without a disk: for `--dry-run` and `--stdout`. */
export class ContentReader implements ExtractSink {
  readonly #reporter: Reporter;
  readonly #options: ExtractArchiveOptions;
  readonly #progress: ExtractProgress;
  #size = 0;

  constructor(reporter: Reporter, options: ExtractArchiveOptions, progress: ExtractProgress) {
    this.#reporter = reporter;
    this.#options = options;
    this.#progress = progress;
  }

  begin(entry: ExtractEntry): void {
    this.#options.visit?.(entry.path);
    this.#size = 0;
  }

  data(entry: ExtractEntry, bytes: Uint8Array): void | Promise<void> {
    this.#size += bytes.length;
    stopIfInterrupted(this.#options.signal);
    this.#progress.add(bytes.length, entry.path);
    return this.#options.stdout?.(bytes);
  }

  damaged(_entry: ExtractEntry, _chunk: WantedChunk, error: BorgError): void {
    throw error;
  }

  end({ item }: ExtractEntry): void {
    if (item.chunks === undefined) return;
    try {
      assertContent(item, this.#size);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      this.#reporter.warn(error.toWarning(item.path));
    }
  }
}
