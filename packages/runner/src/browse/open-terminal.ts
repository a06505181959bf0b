import type { ReadStream, WriteStream } from "node:tty";
import type { BrowserTerminal } from "./run-browser.ts";

/** A terminal in raw mode, until it is closed. */
export interface OpenTerminal extends BrowserTerminal {
  close(): void;
}

/** Sizes of terminals that do not tell theirs. */
const DEFAULT_SIZE = { columns: 80, rows: 24 };

/** Takes over a terminal. Keys come as they are typed; Ctrl-C is a key like any other. */
export function openTerminal(input: ReadStream, output: WriteStream): OpenTerminal {
  const waiting: string[] = [];
  let wake = (): void => {};
  let isClosed = false;
  const push = (text: string): void => {
    waiting.push(text);
    wake();
  };
  // an empty text has the screen drawn anew
  const onResize = (): void => push("");
  const close = (): void => {
    isClosed = true;
    wake();
    input.off("data", push).off("end", close).setRawMode(false).pause();
    output.off("resize", onResize);
  };
  input.setRawMode(true).setEncoding("utf8").on("data", push).once("end", close).resume();
  output.on("resize", onResize);
  return {
    input: (async function* () {
      while (!isClosed) {
        if (waiting.length === 0) {
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
        }
        yield* waiting.splice(0);
      }
    })(),
    write: (text) => output.write(text),
    size: () => ({ columns: output.columns || DEFAULT_SIZE.columns, rows: output.rows || DEFAULT_SIZE.rows }),
    close,
  };
}
