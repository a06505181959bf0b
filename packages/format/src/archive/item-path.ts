import { normalizePath } from "../patterns/index.ts";

const SLASH = 0x2f;
const DOT = 0x2e;

/**
 * Path as it is stored: relative and local.
 *
 * Leading `/` and `../` are cut off, as often as they come; nothing left is `.`. Normalise the path first.
 */
export function makePathSafe(path: string): string {
  const first = path.charCodeAt(0);
  if (first !== SLASH && first !== DOT && path !== "") return path;
  return path.replace(/^((\.\.)?\/+)+/, "") || ".";
}

/**
 * Where a root given with `/./` begins to be stored: for `/this/is/cut/./this/is/kept` it is `/this/is/cut/`.
 *
 * @param path As given by the user, not normalised.
 * @returns `undefined` where nothing is cut.
 */
export function stripPrefixOf(path: string): string | undefined {
  const position = path.indexOf("/./");
  return position > 0 ? `${normalizePath(path.slice(0, position))}/` : undefined;
}

/** Path without its first `count` components; empty if there are no more. */
export function stripComponents(path: string, count: number): string {
  return path.split("/").slice(count).join("/");
}
