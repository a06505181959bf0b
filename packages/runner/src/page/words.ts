import { formatTime, localTime } from "@coffer/cli/text";
import { type Html, html } from "./html.ts";

const MINUTE_MS = 60_000;
const UNITS: readonly (readonly [name: string, ms: number])[] = [
  ["day", 24 * 60 * MINUTE_MS],
  ["hour", 60 * MINUTE_MS],
  ["minute", MINUTE_MS],
];

/** A moment in local time; `never` if there is none. */
export function moment(ms: number | undefined): Html {
  if (ms === undefined) return html`never`;
  const shown = formatTime(localTime(Math.floor(ms / 1000)), "%Y-%m-%d %H:%M");
  return html`<time datetime="${new Date(ms).toISOString()}">${shown}</time>`;
}

/** A moment, and how long it is ago. */
export function momentWithAge(ms: number | undefined, nowMs: number): Html {
  return ms === undefined ? moment(ms) : html`${moment(ms)} (${ageOf(nowMs - ms)})`;
}

function ageOf(ms: number): string {
  const unit = UNITS.find(([, length]) => ms >= length);
  if (unit === undefined) return "just now";
  const count = Math.floor(ms / unit[1]);
  return `${count} ${unit[0]}${count === 1 ? "" : "s"} ago`;
}

/** A word with the colour of how good it is; the word alone says it, too. */
export function mark(kind: "good" | "warning" | "error", text: string): Html {
  return html`<span class="${kind}">${text}</span>`;
}
