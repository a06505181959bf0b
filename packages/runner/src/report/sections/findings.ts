import { type Html, html, table, mark, moment } from "../../page/index.ts";
import type { RepositoryFacts, SourcedFinding } from "../facts.ts";

/** What a person should mend, the most severe first. */
export function findingsSection({ findings }: RepositoryFacts): Html {
  if (findings.length === 0)
    return html`<h3>Findings</h3>
      <p>None.</p>`;
  const order = { error: 0, warning: 1, info: 2 };
  return html`<h3>Findings</h3>
    ${table({
      caption: "Open findings",
      headings: ["Finding", "Severity", "Evidence", "What mends it", "Since"],
      rows: findings.toSorted((a, b) => order[a.severity] - order[b.severity]).map(row),
    })}`;
}

function row({
  source,
  code,
  subject,
  severity,
  text,
  remedy,
  firstSeenMs,
}: SourcedFinding): readonly (Html | string)[] {
  return [
    html`${source}: ${code} ${subject}`,
    severity === "info" ? severity : mark(severity, severity),
    text,
    remedy,
    moment(firstSeenMs),
  ];
}
