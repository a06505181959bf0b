import { costOf, type CountedRequests } from "../borg/index.ts";
import type { Configuration, RepositoryOptions } from "../config/index.ts";

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

/** The document with what the requests that it tells of have cost, if prices are known. */
export function withCost(document: unknown, { storage_cost: prices }: Configuration): unknown {
  const { storage_requests: requests } = document as { readonly storage_requests?: CountedRequests };
  if (requests === undefined || prices === undefined) return document;
  return { ...(document as object), storage_cost: { amount: costOf(requests, prices), currency: prices.currency } };
}
