import type { RepositoryOptions } from "../config/index.ts";

/**
 * Reads a JSON document of Borg.
 *
 * @throws {SyntaxError} If it is none.
 */
export function parseBorgJson(text: string): unknown {
  // whatever a wrapper has said before it is not part of it
  return JSON.parse(text.slice(Math.max(0, text.search(/^\{/m))));
}

/** The document as the user gets it: with the repository's label. */
export function labelled(text: string, { label = "" }: RepositoryOptions): unknown {
  const document = parseBorgJson(text) as Readonly<Record<string, unknown>>;
  const { repository } = document;
  if (typeof repository !== "object" || repository === null) return document;
  return { ...document, repository: { ...repository, label } };
}
