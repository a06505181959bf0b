import type { RepositoryFacts } from "../facts.ts";
import { type Html, html } from "../html.ts";
import { table } from "../table.ts";
import { moment } from "../words.ts";

/** Where copies of the key lie, and when somebody has last looked. */
export function escrowsSection({ escrows }: RepositoryFacts): Html {
  if (escrows.length === 0)
    return html`<h3>Copies of the key</h3>
      <p>Made: never.</p>`;
  return html`<h3>Copies of the key</h3>
    ${table({
      caption: "Copies of the key",
      headings: ["Made", "Form", "Place", "Proven"],
      rows: escrows.map(({ exportedMs, form, place, provenMs }) => [moment(exportedMs), form, place, moment(provenMs)]),
    })}`;
}
