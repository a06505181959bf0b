import { Html } from "./html.ts";

/** Colours are checked in a browser: each text has a contrast of 4.5 or more, in light and in dark. */
export const STYLE: Html = new Html(`<style>
:root { --page: #ffffff; --text: #1b1f24; --quiet: #535b64; --rule: #c9d0d7; --shade: #f2f4f6; --good: #0a6330; --warning: #8a4600; --error: #ad0020; --line: #0b57a4; }
@media (prefers-color-scheme: dark) {
  :root { --page: #15181b; --text: #e7e9eb; --quiet: #a9b1b9; --rule: #41484f; --shade: #1e2327; --good: #72d994; --warning: #ffb959; --error: #ff8f87; --line: #78b7ff; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 70rem; padding: 1rem; background: var(--page); color: var(--text); font: 1rem/1.5 system-ui, sans-serif; }
h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.25rem; margin: 2.5rem 0 .5rem; overflow-wrap: anywhere; } h3 { font-size: 1.05rem; margin: 1.5rem 0 .5rem; overflow-wrap: anywhere; }
header p, figcaption, caption { color: var(--quiet); }
.scroll { overflow-x: auto; margin: .75rem 0; } .scroll:focus-visible { outline: 2px solid var(--line); }
table { border-collapse: collapse; min-width: 100%; font-size: .9rem; }
caption { text-align: left; padding: .25rem 0; }
th, td { text-align: left; vertical-align: top; padding: .35rem .75rem .35rem 0; border-bottom: 1px solid var(--rule); }
tbody th { font-weight: 600; overflow-wrap: anywhere; min-width: 12rem; } thead th { background: var(--shade); white-space: nowrap; }
td { font-variant-numeric: tabular-nums; } .short { white-space: nowrap; } .long { min-width: 16rem; } .long div { white-space: pre-wrap; overflow-wrap: anywhere; }
time { white-space: nowrap; }
.good { color: var(--good); } .warning { color: var(--warning); font-weight: 600; } .error { color: var(--error); font-weight: 700; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1.5rem; margin: .75rem 0; } dt { font-weight: 600; } dd { margin: 0; overflow-wrap: anywhere; }
figure { margin: 0; } svg { width: 100%; min-width: 36rem; height: auto; } .axis line { stroke: var(--rule); } .axis text { fill: var(--quiet); font-size: 12px; }
.line { fill: none; stroke: var(--line); stroke-width: 2; }
@media (max-width: 40rem) {
  .rows :is(table, caption, tbody, tr, tbody th) { display: block; } .rows thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .rows tbody tr { padding: .5rem 0; border-bottom: 1px solid var(--rule); } .rows :is(th, td) { border: 0; padding: .1rem 0; }
  .rows td { display: grid; grid-template-columns: 8.5rem 1fr; gap: .75rem; } .rows td::before { content: attr(data-label); color: var(--quiet); }
  .rows .empty { display: none; } .rows :is(.short, time) { white-space: normal; } .rows .long { min-width: 0; } tbody th { min-width: 0; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin-bottom: .5rem; } svg { min-width: 30rem; }
}
</style>`);
