import type { Progress } from "@coffer/engine/context";
import { Float, cellWidth, dumpJson, formatFileSize, replaceSurrogates, shortenMiddle } from "../text/index.ts";
import { PERCENT_FORMATS, STANDARD_PERCENT_FORMAT } from "./percent-formats.ts";

/** Least time between two lines of `create --progress`, in milliseconds. */
const ARCHIVE_INTERVAL_MS = 200;

export interface ProgressScreen {
  write(text: string): void;
  /** Of standard error. */
  readonly isTerminal: boolean;
  /** Of the terminal on standard output; undefined if there is none. */
  readonly columns: number | undefined;
  nowSeconds(): number;
  monotonicMs(): number;
}

export interface ProgressSettings {
  /** May change in the middle of a run. */
  readonly json: boolean;
  readonly iec: boolean;
}

/** What is remembered of an operation between its records. */
interface PercentState {
  /** Percentage from which it speaks again. */
  readonly trigger: number;
  /** Steps begun before the current one. */
  readonly before: number;
}

/** Shows `--progress`: lines that overwrite each other, or JSON objects. */
export class ProgressPrinter {
  private readonly screen: ProgressScreen;
  private readonly settings: ProgressSettings;
  private archiveShownAt = -Infinity;
  private readonly operations = new Map<number, PercentState>();

  constructor(screen: ProgressScreen, settings: ProgressSettings) {
    this.screen = screen;
    this.settings = settings;
  }

  show(progress: Progress): void {
    switch (progress.type) {
      case "archive_progress":
        this.showArchive(progress);
        break;
      case "progress_percent":
        this.showPercent(progress);
        break;
      case "progress_message":
        this.showMessage(progress);
        break;
    }
  }

  private showArchive(progress: Extract<Progress, { type: "archive_progress" }>): void {
    const now = this.screen.monotonicMs();
    if (!progress.finished && now - this.archiveShownAt <= ARCHIVE_INTERVAL_MS) return;
    this.archiveShownAt = now;
    const { original_size, compressed_size, deduplicated_size, nfiles, finished } = progress;
    const path = replaceSurrogates(progress.path);
    if (this.settings.json) {
      const figures = finished ? {} : { original_size, compressed_size, deduplicated_size, nfiles, path };
      this.writeJson({ ...figures, time: this.time(), type: "archive_progress", finished });
      return;
    }
    const size = (bytes: number): string => formatFileSize(bytes, { iec: this.settings.iec });
    const figures = `${size(original_size)} O ${size(compressed_size)} C ${size(deduplicated_size)} D ${nfiles} N `;
    if (!this.screen.isTerminal) {
      this.screen.write(finished ? "\n" : `${figures}${path}\n`);
      return;
    }
    const columns = this.screen.columns ?? 80;
    this.screen.write(`${finished ? " ".repeat(columns) : fitFigures(figures, path, columns)}\r`);
  }

  private showPercent(progress: Extract<Progress, { type: "progress_percent" }>): void {
    const { operation, msgid, current, total, info, finished, message } = progress;
    if (finished) {
      this.operations.delete(operation);
      this.finish("progress_percent", operation, msgid);
      return;
    }
    if (current === undefined || total === undefined) {
      // Words before the first figure.
      if (message !== undefined)
        this.line("progress_percent", operation, msgid, { message, current: 0, total: 0, info: null }, message);
      return;
    }
    const format = PERCENT_FORMATS[msgid] ?? STANDARD_PERCENT_FORMAT;
    const fields = { current, total, info: info ?? null };
    if (message !== undefined) {
      // The engine has words of its own, and chose the moment.
      const shown = info === undefined ? message : this.fitEnd(message, info.at(-1) ?? "");
      this.line("progress_percent", operation, msgid, { message, ...fields }, shown, info === undefined);
      return;
    }
    const state = this.operations.get(operation) ?? { trigger: 0, before: 0 };
    // Borg shows how much was done before the step that begins.
    const percent = total > 0 ? (state.before * 100) / total : 100;
    const speaks = percent >= state.trigger;
    this.operations.set(operation, { trigger: speaks ? state.trigger + format.step : state.trigger, before: current });
    if (!speaks) return;
    const shown = info === undefined ? format.text(percent, []) : this.fitInfo(percent, info, format.text);
    this.line(
      "progress_percent",
      operation,
      msgid,
      { message: format.text(percent, info ?? []), ...fields },
      shown,
      info === undefined,
    );
  }

  private showMessage(progress: Extract<Progress, { type: "progress_message" }>): void {
    const { operation, msgid, message = "", finished } = progress;
    if (finished) this.finish("progress_message", operation, msgid);
    else this.line("progress_message", operation, msgid, { message }, message);
  }

  private finish(type: string, operation: number, msgid: string | undefined): void {
    if (this.settings.json)
      this.writeJson({ operation, msgid: msgid ?? null, type, finished: true, time: this.time() });
    else this.screen.write(`${this.justify("")}\r`);
  }

  private line(
    type: string,
    operation: number,
    msgid: string | undefined,
    fields: Readonly<Record<string, string | number | null | readonly string[]>>,
    shown: string,
    justified: boolean = true,
  ): void {
    if (this.settings.json)
      this.writeJson({ ...fields, operation, msgid: msgid ?? null, type, finished: false, time: this.time() });
    else this.screen.write(`${justified ? this.justify(shown) : shown}\r`);
  }

  /** The last word of `info` is shortened to what the terminal has room for. */
  private fitInfo(
    percent: number,
    info: readonly string[],
    text: (percent: number, info: readonly string[]) => string,
  ): string {
    const { columns } = this.screen;
    if (columns === undefined) return text(percent, info);
    const others = info.slice(0, -1);
    const space = columns - cellWidth(text(percent, [...others, ""]));
    return text(percent, [...others, shortenMiddle(info.at(-1) ?? "", space)]);
  }

  /** As {@link fitInfo}, for words that end with the last of `info`. */
  private fitEnd(message: string, last: string): string {
    const { columns } = this.screen;
    if (columns === undefined || !message.endsWith(last)) return message;
    const head = message.slice(0, message.length - last.length);
    return head + shortenMiddle(last, columns - cellWidth(head));
  }

  private justify(text: string): string {
    return text.padEnd(this.screen.columns ?? 0);
  }

  private time(): Float {
    return new Float(this.screen.nowSeconds());
  }

  private writeJson(line: Parameters<typeof dumpJson>[0]): void {
    this.screen.write(`${dumpJson(line)}\n`);
  }
}

function fitFigures(figures: string, path: string, columns: number): string {
  const room = columns - cellWidth(figures);
  if (room >= 12) return figures + shortenMiddle(path, room);
  return columns >= 8 ? shortenMiddle(path, columns) : "";
}
