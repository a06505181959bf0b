import { type Html, html } from "./html.ts";
import { STYLE } from "./page-style.ts";
import { moment } from "./words.ts";

/** Nothing is loaded and nothing runs, whatever a name in a repository says. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:";

/** A page for people. */
export interface PageParts {
  readonly title: string;
  readonly body: Html;
  /** What it is as of. */
  readonly nowMs: number;
}

/** The text of a whole page. It needs nothing but itself. */
export function renderDocument({ title, body, nowMs }: PageParts): string {
  const page = html`<!DOCTYPE html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${POLICY}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        ${STYLE}
      </head>
      <body>
        <header>
          <h1>${title}</h1>
          <p>As of ${moment(nowMs)}</p>
        </header>
        <main>${body}</main>
      </body>
    </html> `;
  return page.text;
}
