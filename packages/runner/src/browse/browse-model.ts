import type { Entry } from "./browse-source.ts";

/** One page of the browser; the pages below it are where one has come from. */
export interface Page {
  readonly title: string;
  readonly entries: readonly Entry[];
  /** Lines of a file, which is then the only entry. */
  readonly lines?: readonly string[];
  /** Index among the entries that the filter shows; first line of a file. */
  readonly selected: number;
  /** Only entries whose name contains it, in capitals or not. */
  readonly filter: string;
}

/** A line that is being typed. */
export interface Prompt {
  readonly purpose: "filter" | "restore";
  readonly text: string;
}

export interface BrowseState {
  /** The last one is shown; never empty. */
  readonly pages: readonly Page[];
  readonly prompt?: Prompt;
  /** What has happened; shown until the next key. */
  readonly message: string;
}

/** What a key asks for beyond the state. */
export type BrowseEffect =
  | { readonly kind: "open"; readonly entry: Entry }
  | { readonly kind: "restore"; readonly entry: Entry; readonly target: string }
  | { readonly kind: "quit" };

/** A key by name, or the character that was typed. */
export type BrowseKey =
  | "up"
  | "down"
  | "page-up"
  | "page-down"
  | "home"
  | "end"
  | "enter"
  | "back"
  | "escape"
  | "quit"
  | { readonly typed: string };

/** What follows from a key. */
export interface Step {
  readonly state: BrowseState;
  readonly effect?: BrowseEffect;
}

/** The browser as it begins. */
export function beginBrowsing(repositories: readonly Entry[]): BrowseState {
  return openPage({ pages: [], message: "" }, { title: "Repositories", entries: repositories });
}

/** The state with one more page. */
export function openPage(state: BrowseState, page: Pick<Page, "title" | "entries" | "lines">): BrowseState {
  const opened: Page = { ...page, selected: 0, filter: "" };
  return { pages: [...state.pages, opened], message: "" };
}

/** The page that is shown. */
export function currentPage({ pages }: BrowseState): Page {
  const page = pages.at(-1);
  if (page === undefined) throw new Error("A browser has at least one page");
  return page;
}

/** Entries that the filter of the page lets through. */
export function shownEntries({ entries, filter }: Page): readonly Entry[] {
  if (filter === "") return entries;
  const wanted = filter.toLowerCase();
  return entries.filter(({ name }) => name.toLowerCase().includes(wanted));
}

/** A page with lines shows its one entry. */
function entryAtHand(page: Page): Entry | undefined {
  return page.lines === undefined ? shownEntries(page)[page.selected] : page.entries[0];
}

/** @param rows How many lines of a page are seen at once. */
export function pressKey(state: BrowseState, key: BrowseKey, rows: number): Step {
  if (key === "quit") return { state, effect: { kind: "quit" } };
  if (state.prompt !== undefined) return pressInPrompt(state, state.prompt, key);
  const quiet = { ...state, message: "" };
  const entry = entryAtHand(currentPage(state));
  if (typeof key === "object") return pressLetter(quiet, key.typed, entry);
  if (key === "enter") {
    if (entry === undefined || currentPage(state).lines !== undefined) return { state: quiet };
    return { state: quiet, effect: { kind: "open", entry } };
  }
  if (key === "back" || key === "escape") return back(quiet);
  const moves = { up: -1, down: 1, "page-up": -rows, "page-down": rows, home: -Infinity, end: Infinity };
  return { state: move(quiet, moves[key]) };
}

function pressLetter(state: BrowseState, letter: string, entry: Entry | undefined): Step {
  if (letter === "q") return { state, effect: { kind: "quit" } };
  if (letter === "/" && currentPage(state).lines === undefined) {
    return { state: { ...state, prompt: { purpose: "filter", text: currentPage(state).filter } } };
  }
  if (letter === "r" && entry !== undefined && entry.place.kind !== "repository") {
    return { state: { ...state, prompt: { purpose: "restore", text: "restored" } } };
  }
  if (letter === "j") return { state: move(state, 1) };
  if (letter === "k") return { state: move(state, -1) };
  return { state };
}

function pressInPrompt(state: BrowseState, prompt: Prompt, key: BrowseKey): Step {
  const { prompt: _ended, ...rest } = state;
  if (key === "escape") return { state: prompt.purpose === "filter" ? withFilter(rest, "") : rest };
  if (key === "enter") {
    const entry = entryAtHand(currentPage(state));
    if (prompt.purpose === "filter" || entry === undefined || prompt.text === "") return { state: rest };
    return { state: rest, effect: { kind: "restore", entry, target: prompt.text } };
  }
  const text = typedText(prompt.text, key);
  const changed = { ...state, prompt: { ...prompt, text } };
  return { state: prompt.purpose === "filter" ? withFilter(changed, text) : changed };
}

function typedText(text: string, key: BrowseKey): string {
  if (key === "back") return Array.from(text).slice(0, -1).join("");
  return typeof key === "object" ? text + key.typed : text;
}

/** From the first page there is no way back but to quit. */
function back(state: BrowseState): Step {
  if (currentPage(state).filter !== "") return { state: withFilter(state, "") };
  if (state.pages.length === 1) return { state };
  return { state: { ...state, pages: state.pages.slice(0, -1) } };
}

function move(state: BrowseState, by: number): BrowseState {
  const page = currentPage(state);
  const count = page.lines?.length ?? shownEntries(page).length;
  return withPage(state, { ...page, selected: Math.max(0, Math.min(count - 1, page.selected + by)) });
}

function withFilter(state: BrowseState, filter: string): BrowseState {
  return withPage(state, { ...currentPage(state), filter, selected: 0 });
}

function withPage(state: BrowseState, page: Page): BrowseState {
  return { ...state, pages: [...state.pages.slice(0, -1), page] };
}
