import { type Html, html, table, moment } from "../../page/index.ts";
import type { RepositoryFacts } from "../facts.ts";

/** Where copies of the key lie, and when somebody has last looked. */
export function escrowsSection({ escrows }: RepositoryFacts): Html {
  if (escrows.length === 0)
    return html`<h3>Copies of the key</h3>
      <p>Made: never.</p>`;
  return html`<h3>Copies of the key</h3>
    ${table({
      caption: "Where they lie, and when somebody has last looked",
      headings: ["Made", "Form", "Place", "Proven"],
      rows: escrows.map(({ exportedMs, form, place, provenMs }) => [moment(exportedMs), form, place, moment(provenMs)]),
    })}`;
}
