import { resolve } from "node:path";
import { beginBrowsing, type BrowseEffect, type BrowseState, openPage, pressKey } from "./browse-model.ts";
import type { BrowseSource, Entry } from "./browse-source.ts";
import { pageRows, renderBrowser, type ScreenSize } from "./browse-view.ts";
import { decodeKeys } from "./decode-keys.ts";

/** A terminal in raw mode. */
export interface BrowserTerminal {
  /** What is typed, as it comes; ends with the terminal. */
  readonly input: AsyncIterable<string>;
  write(text: string): void;
  size(): ScreenSize;
}

const OTHER_SCREEN = "\u001B[?1049h\u001B[?25l";
const FIRST_SCREEN = "\u001B[?25h\u001B[?1049l";
const HOME = "\u001B[H";
/** Before the line: at the last column it would take the last character away. */
const CLEAR_LINE = "\u001B[K";
const CLEAR_BELOW = "\u001B[J";

/**
 * Lets a person look through repositories until they quit. Troubles are shown, not thrown. The screen is afterwards as it was.
 *
 * @param cwd Where relative folders of restores are.
 */
export async function runBrowser(source: BrowseSource, terminal: BrowserTerminal, cwd: string): Promise<void> {
  let state = beginBrowsing(source.repositories());
  terminal.write(OTHER_SCREEN);
  try {
    draw(state, terminal);
    for await (const text of terminal.input) {
      for (const key of decodeKeys(text)) {
        const step = pressKey(state, key, pageRows(terminal.size()));
        state = step.state;
        if (step.effect === undefined) continue;
        if (step.effect.kind === "quit") return;
        draw({ ...state, message: "Please wait…" }, terminal);
        state = await perform(state, step.effect, source, cwd);
      }
      draw(state, terminal);
    }
  } finally {
    terminal.write(FIRST_SCREEN);
  }
}

async function perform(
  state: BrowseState,
  effect: Exclude<BrowseEffect, { kind: "quit" }>,
  source: BrowseSource,
  cwd: string,
): Promise<BrowseState> {
  try {
    if (effect.kind === "restore") {
      const target = resolve(cwd, effect.target);
      await source.restore(effect.entry.place, target);
      return { ...state, message: `Restored into ${target}` };
    }
    return await open(state, effect.entry, source);
  } catch (error) {
    return { ...state, message: error instanceof Error ? error.message : String(error) };
  }
}

async function open(state: BrowseState, entry: Entry, source: BrowseSource): Promise<BrowseState> {
  const { place, name } = entry;
  const title = name.replace(/\/$/, "");
  if (place.kind === "other") return { ...state, message: "Nothing to show; r restores it" };
  if (place.kind !== "file") return openPage(state, { title, entries: await source.list(place) });
  // the entry stays at hand, so that r restores what is shown
  return openPage(state, { title, entries: [entry], lines: await source.preview(place) });
}

function draw(state: BrowseState, terminal: BrowserTerminal): void {
  const lines = renderBrowser(state, terminal.size()).map((line) => CLEAR_LINE + line);
  terminal.write(HOME + lines.join("\r\n") + CLEAR_BELOW);
}
