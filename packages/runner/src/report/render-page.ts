import type { Facts, RepositoryFacts } from "./facts.ts";
import { type Html, html } from "./html.ts";
import { STYLE } from "./page-style.ts";
import { actionsSection } from "./sections/actions.ts";
import { drillsSection } from "./sections/drills.ts";
import { escrowsSection } from "./sections/escrows.ts";
import { findingsSection } from "./sections/findings.ts";
import { growthSection } from "./sections/growth.ts";
import { overview } from "./sections/overview.ts";
import { scorecardSection } from "./sections/scorecard.ts";
import { moment, nameOf } from "./words.ts";

/** Nothing is loaded and nothing runs, whatever a name in a repository says. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** One page with all that is remembered. It needs nothing but itself. */
export function renderPage({ repositories, scorecards }: Facts, nowMs: number): string {
  const page = html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <title>Backups</title>
        ${STYLE}
      </head>
      <body>
        <header>
          <h1>Backups</h1>
          <p>As of ${moment(nowMs)}</p>
        </header>
        <main>
          <section>
            <h2>Overview</h2>
            ${overview(repositories, nowMs)}
          </section>
          <section>${scorecardSection(scorecards, nowMs)}</section>
          ${repositories.map((one) => repositorySection(one, nowMs))}
        </main>
      </body>
    </html> `;
  return page.text;
}

function repositorySection(facts: RepositoryFacts, nowMs: number): Html {
  const findings = findingsSection(facts);
  return html`<section>
    <h2>${nameOf(facts.repository)}</h2>
    ${!facts.isRepository ? findings : [findings, actionsSection(facts, nowMs), growthSection(facts), drillsSection(facts), escrowsSection(facts)]}
  </section> `;
}
