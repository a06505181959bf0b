import { hotFunctionsOf } from "./frame.ts";
import type { Frame } from "./frame.ts";

/** A thread of a program: `main thread`, `worker 1`. */
export interface ThreadFrames {
  readonly name: string;
  readonly top: Frame;
}

/** Share of a thread's time below which a frame is not drawn. */
const SHARE_MIN = 0.001;
const HOT_COUNT = 15;

const STYLE = `
body { font: 13px/1.4 system-ui, sans-serif; margin: 1rem; color: #222; background: #fff }
h2 { margin: 1.5rem 0 .3rem }
.frame { flex: none; min-width: 0; overflow: hidden }
.frame > p { margin: 0 1px 1px 0; padding: 0 3px; height: 17px; font-size: 11px; white-space: nowrap; overflow: hidden; cursor: pointer; border-radius: 2px }
.calls { display: flex }
.away { display: none }
table { border-collapse: collapse } td { padding: 0 .8rem 0 0; font-size: 12px } td:first-child { text-align: right }`;

/** A click gives a frame the whole width; a click on one that has it gives its caller the width. */
const SCRIPT = `
addEventListener("click", ({ target }) => {
  const frame = target.closest(".frame");
  if (!frame) return;
  const graph = frame.closest(".graph");
  const wide = frame.dataset.wide && frame.parentElement.closest(".frame") || frame;
  for (const one of graph.querySelectorAll(".frame")) {
    delete one.dataset.wide;
    one.classList.remove("away");
    one.style.width = one.dataset.width;
  }
  for (let one = wide; one; one = one.parentElement.closest(".frame")) {
    for (const other of one.parentElement.children) other.classList.toggle("away", other !== one);
    one.style.width = "100%";
  }
  wide.dataset.wide = "yes";
});`;

/** A page that needs no network: a flame graph and the hottest functions of each thread. */
export function flamePage(title: string, threads: readonly ThreadFrames[]): string {
  return [
    "<!doctype html>",
    '<html lang="en"><meta charset="utf-8">',
    `<title>${escaped(title)}</title><style>${STYLE}</style>`,
    `<h1>${escaped(title)}</h1>`,
    "<p>Width is time at work; what lies below was called by what lies above. Click to look closer, again to go back.</p>",
    ...threads.map(threadSection),
    `<script>${SCRIPT}</script></html>`,
  ].join("\n");
}

function threadSection({ name, top }: ThreadFrames): string {
  const working = { ...top, children: top.children.filter(({ name }) => name !== "(idle)") };
  const busy = working.children.reduce((sum, { total }) => sum + total, working.self);
  const rows = hotFunctionsOf(top)
    .slice(0, HOT_COUNT)
    .map((hot) => {
      const cells = [share(hot.self, busy), milliseconds(hot.self), escaped(hot.name), escaped(hot.place)];
      return `<tr>${cells.map((text) => `<td>${text}</td>`).join("")}</tr>`;
    });
  return [
    `<h2>${escaped(name)}</h2>`,
    `<p>${milliseconds(busy)} at work, ${share(busy, top.total)} of its time</p>`,
    `<div class="graph">${frameBox({ ...working, name, total: busy }, busy, busy)}</div>`,
    `<table>${rows.join("")}</table>`,
  ].join("\n");
}

/** @param parentTotal What the width is a share of. */
function frameBox(frame: Frame, parentTotal: number, busy: number): string {
  const { name, place, total, self, children } = frame;
  const width = `${((100 * total) / Math.max(1, parentTotal)).toFixed(3)}%`;
  const drawn = children
    .filter((child) => child.total >= busy * SHARE_MIN)
    .toSorted((left, right) => right.total - left.total)
    .map((child) => frameBox(child, total, busy));
  const title = `${name} ${place}\n${milliseconds(total)}, ${share(total, busy)}; itself ${milliseconds(self)}`;
  return (
    `<div class="frame" data-width="${width}" style="width:${width}">` +
    `<p title="${escaped(title)}" style="background:${colourOf(place)}">${escaped(name)}</p>` +
    `<div class="calls">${drawn.join("")}</div></div>`
  );
}

/** Of one hue for each package: ours apart from each other, Node and V8 grey. */
function colourOf(place: string): string {
  const found = /^packages\/(\w+)\/src\/(\w*)/.exec(place);
  if (found === null) return "#ddd";
  const hues: Readonly<Record<string, number>> = { format: 20, engine: 210, cli: 130, runner: 290 };
  const shade = 70 + (Array.from(found[2] ?? "").reduce((sum, letter) => sum + letter.charCodeAt(0), 0) % 16);
  return `hsl(${hues[found[1] ?? ""] ?? 50} 70% ${shade}%)`;
}

function share(part: number, whole: number): string {
  return `${((100 * part) / Math.max(1, whole)).toFixed(1)} %`;
}

function milliseconds(microseconds: number): string {
  return `${(microseconds / 1000).toFixed(0)} ms`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
