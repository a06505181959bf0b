import { type Html, html, table, mark, momentWithAge } from "../../page/index.ts";
import { nameOf } from "../name-of.ts";
import type { RepositoryFacts } from "../facts.ts";

/** One line for each repository: what somebody in a hurry looks at. */
export function overview(facts: readonly RepositoryFacts[], nowMs: number): Html {
  if (facts.length === 0) return html`<p>Nothing has been recorded yet: run <code>coffermatic create</code>.</p>`;
  return table({
    caption: "Repositories, and configurations with findings",
    headings: ["Place", "Last backup", "Last check", "Last good drill", "Open findings", "Prune"],
    rows: facts.map((repository) => row(repository, nowMs)),
  });
}

function row(facts: RepositoryFacts, nowMs: number): readonly (Html | string)[] {
  if (!facts.isRepository) return [nameOf(facts.repository), "-", "-", "-", countFindings(facts), "-"];
  return [
    nameOf(facts.repository),
    momentWithAge(lastSuccess(facts, "create"), nowMs),
    momentWithAge(lastSuccess(facts, "check"), nowMs),
    momentWithAge(facts.standing.lastPassedMs, nowMs),
    countFindings(facts),
    facts.held.length === 0 ? mark("good", "free") : mark("warning", "held back"),
  ];
}

function lastSuccess({ actions }: RepositoryFacts, name: string): number | undefined {
  return actions.find(({ action }) => action === name)?.lastSuccessMs;
}

function countFindings({ findings }: RepositoryFacts): Html {
  const count = (severity: string): number => findings.filter((finding) => finding.severity === severity).length;
  const [errors, warnings] = [count("error"), count("warning")];
  const counts = [countOf(errors, "error"), countOf(warnings, "warning")].filter((text) => text !== "").join(", ");
  if (errors > 0) return mark("error", counts);
  return warnings > 0 ? mark("warning", counts) : mark("good", "none");
}

function countOf(count: number, noun: string): string {
  return count === 0 ? "" : `${count} ${noun}${count === 1 ? "" : "s"}`;
}
