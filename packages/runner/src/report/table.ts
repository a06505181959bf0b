import { type Html, html } from "./html.ts";

/** A table for a page. */
export interface TableParts {
  readonly caption: string;
  readonly headings: readonly string[];
  /** The first cell of each row names it. */
  readonly rows: readonly (readonly (Html | string)[])[];
}

/** A table that can be scrolled sideways on a narrow screen, by keys too. */
export function table({ caption, headings, rows }: TableParts): Html {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${headings.map((heading) => html`<th scope="col">${heading}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([name = "", ...cells]) =>
            html`<tr>
              <th scope="row">${name}</th>
              ${cells.map((cell) => html`<td class="${widthClass(cell)}">${cell}</td>`)}
            </tr> `,
        )}
      </tbody>
    </table>
  </div> `;
}

/** Texts up to so many characters stay on one line. */
const SHORT_MAX = 24;

/** Longer ones get room to be read in; what is HTML sees to itself. */
function widthClass(cell: Html | string): string {
  if (typeof cell !== "string") return "own";
  return cell.length > SHORT_MAX ? "long" : "short";
}
