import { type Html, html, renderDocument } from "../page/index.ts";
import type { Facts, RepositoryFacts } from "./facts.ts";
import { actionsSection } from "./sections/actions.ts";
import { drillsSection } from "./sections/drills.ts";
import { escrowsSection } from "./sections/escrows.ts";
import { findingsSection } from "./sections/findings.ts";
import { growthSection } from "./sections/growth.ts";
import { overview } from "./sections/overview.ts";
import { scorecardSection } from "./sections/scorecard.ts";
import { nameOf } from "./name-of.ts";

/** One page with all that is remembered. It needs nothing but itself. */
export function renderPage({ repositories, scorecards }: Facts, nowMs: number): string {
  const body = html`<section>
      <h2>Overview</h2>
      ${overview(repositories, nowMs)}
    </section>
    <section>${scorecardSection(scorecards, nowMs)}</section>
    ${repositories.map((one) => repositorySection(one, nowMs))}`;
  return renderDocument({ title: "Backups", body, nowMs });
}

function repositorySection(facts: RepositoryFacts, nowMs: number): Html {
  const findings = findingsSection(facts);
  return html`<section>
    <h2>${nameOf(facts.repository)}</h2>
    ${!facts.isRepository ? findings : [findings, actionsSection(facts, nowMs), growthSection(facts), drillsSection(facts), escrowsSection(facts)]}
  </section> `;
}
