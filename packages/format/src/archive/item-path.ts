/**
 * Path as it is stored: relative and local.
 *
 * Leading `/` and `../` are cut off, as often as they come; nothing left is `.`. Normalise the path first.
 */
export function makePathSafe(path: string): string {
  return path.replace(/^((\.\.)?\/+)+/, "") || ".";
}

/** Python's `os.path.normpath`: no doubled slashes, `.` and inner `..`; two leading slashes stay two. */
export function normalizePath(path: string): string {
  if (path === "") return ".";
  const root = path.startsWith("//") && !path.startsWith("///") ? "//" : path.startsWith("/") ? "/" : "";
  const kept: string[] = [];
  for (const component of path.split("/")) {
    if (component === "" || component === ".") continue;
    if (component !== ".." || (root === "" && kept.length === 0) || kept.at(-1) === "..") kept.push(component);
    else kept.pop();
  }
  return root + kept.join("/") || ".";
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
