import { type Html, html, table, mark, moment } from "../../page/index.ts";
import { formatFileSize } from "@coffer/cli/text";
import type { RepositoryFacts } from "../facts.ts";

/** The evidence that archives can be restored. */
export function drillsSection({ drills, standing }: RepositoryFacts): Html {
  if (drills.length === 0)
    return html`<h3>Drills</h3>
      <p>Restored for trial: never.</p>`;
  return html`<h3>Drills</h3>
    <p>Passed in a row: ${standing.streak}.</p>
    ${table({
      caption: "Latest drills",
      headings: ["Drill", "Archive", "Outcome", "Restored", "Seconds", "Databases", "Findings"],
      rows: drills.map((drill) => [
        moment(drill.started_ms),
        drill.archive,
        mark(drill.outcome === "passed" ? "good" : "error", drill.outcome),
        formatFileSize(drill.bytes),
        (drill.restore_ms / 1000).toFixed(1),
        String(drill.databases.length),
        drill.findings.map(({ text }) => text).join("\n") || "none",
      ]),
    })}`;
}
