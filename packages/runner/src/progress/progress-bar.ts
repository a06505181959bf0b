import type { Progress } from "@coffer/engine/context";
import type { LogRecord, LogSink } from "../log/index.ts";
import { type ExpectedArchive, progressLine } from "./progress-line.ts";

/** The terminal that a bar is on. */
export interface ProgressScreen {
  write(text: string): void;
  columns(): number;
  /** Milliseconds that never go back. */
  nowMs(): number;
}

/** Least time between two drawings, so that a fast operation is not slowed by its bar. */
const INTERVAL_MS = 100;

const ERASE_LINE = "\r\u001B[K";

/** One line at the bottom of a terminal that says how far an operation is, and how long it will take. */
export class ProgressBar {
  readonly #screen: ProgressScreen;
  #expected: ExpectedArchive | undefined;
  #operation: number | "archive" | undefined;
  #begunMs = 0;
  #drawnMs = -Infinity;
  /** What is on the screen; empty when nothing is. */
  #line = "";

  constructor(screen: ProgressScreen) {
    this.#screen = screen;
  }

  /** @param expected The archive that is coming, where something is known of it. */
  expect(expected: ExpectedArchive | undefined): void {
    this.#expected = expected;
  }

  show(progress: Progress): void {
    if (progress.finished) {
      this.#operation = undefined;
      this.hide();
      return;
    }
    const now = this.#screen.nowMs();
    const operation = progress.type === "archive_progress" ? "archive" : progress.operation;
    if (operation !== this.#operation) {
      this.#operation = operation;
      this.#begunMs = now;
    } else if (now - this.#drawnMs < INTERVAL_MS) return;
    this.#drawnMs = now;
    const [elapsedMs, columns, expected] = [now - this.#begunMs, this.#screen.columns(), this.#expected];
    const line = progressLine({ progress, elapsedMs, columns, expected });
    if (line === this.#line) return;
    this.#line = line;
    this.#screen.write(ERASE_LINE + line);
  }

  /** Takes the line away, until there is something new to show. */
  hide(): void {
    if (this.#line === "") return;
    this.#line = "";
    this.#screen.write(ERASE_LINE);
  }

  /** A sink for the same terminal whose lines do not run into the bar. */
  around(sink: LogSink): LogSink {
    return {
      write: (record: LogRecord): void => {
        this.hide();
        sink.write(record);
      },
    };
  }
}
