import { type Html, html } from "./html.ts";

/** A table for a page. */
export interface TableParts {
  readonly caption: string;
  readonly headings: readonly string[];
  /** The first cell of each row names it. */
  readonly rows: readonly (readonly (Html | string)[])[];
  /** Figures to compare from row to row: a phone shows the columns, too, and scrolls; else it shows each row as a list. */
  readonly keepsColumns?: boolean;
}

/** A table that can be scrolled sideways on a narrow screen, by keys too. */
export function table({ caption, headings, rows, keepsColumns = false }: TableParts): Html {
  return html`<div
    class="${keepsColumns ? "scroll" : "scroll rows"}"
    role="region"
    aria-label="${caption}"
    tabindex="0"
  >
    <table role="table">
      <caption>
        ${caption}
      </caption>
      <thead role="rowgroup">
        <tr role="row">
          ${headings.map((heading) => html`<th scope="col" role="columnheader">${heading}</th>`)}
        </tr>
      </thead>
      <tbody role="rowgroup">
        ${rows.map(([name = "", ...cells]) => row(name, cells, headings.slice(1)))}
      </tbody>
    </table>
  </div> `;
}

/** Roles are said because a phone shows a row as a list. */
function row(name: Html | string, cells: readonly (Html | string)[], headings: readonly string[]): Html {
  return html`<tr role="row">
    <th scope="row" role="rowheader">${name}</th>
    ${cells.map(
      (cell, index) =>
        html`<td role="cell" class="${cellClass(cell)}" data-label="${headings[index] ?? ""}"><div>${cell}</div></td>`,
    )}
  </tr> `;
}

/** Names and values below each other or side by side, as there is room. */
export function factList(facts: readonly (readonly [name: string, value: Html | string])[]): Html {
  return html`<dl>
    ${facts.map(
      ([name, value]) =>
        html`<dt>${name}</dt>
          <dd>${value}</dd> `,
    )}
  </dl>`;
}

/** Texts up to so many characters stay on one line. */
const SHORT_MAX = 24;

/** Longer ones get room to be read in, and keep their lines; what is HTML sees to itself. */
function cellClass(cell: Html | string): string {
  if (typeof cell !== "string") return "own";
  if (cell === "") return "empty";
  return cell.length > SHORT_MAX || cell.includes("\n") ? "long" : "short";
}
