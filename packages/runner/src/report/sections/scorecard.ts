import { type Html, html, table, momentWithAge } from "../../page/index.ts";
import type { KeptScorecard } from "../../audit/index.ts";

/** How well data are spread over what can fail, as the last audit of each configuration has counted. */
export function scorecardSection(cards: readonly KeptScorecard[], nowMs: number): Html {
  if (cards.length === 0)
    return html`<h2>Scorecard</h2>
      <p>Audited: never.</p>`;
  return html`<h2>Scorecard</h2>
    ${table({
      caption: "Three copies, in two places that fail apart, one of them elsewhere",
      headings: [
        "Configuration",
        "Copies",
        "Places",
        "Elsewhere",
        "Cannot be deleted from here",
        "Last drill",
        "Audited",
      ],
      rows: cards.map((card) => [
        card.configuration,
        String(card.copies),
        card.domains.join(", "),
        listOf(card.offSite),
        listOf(card.immutable),
        card.lastDrill ?? "never",
        momentWithAge(card.countedMs, nowMs),
      ]),
    })}`;
}

function listOf(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}
