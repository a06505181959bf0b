/** Path without doubled slashes, `.` and inner `..`, as Python's `os.path.normpath`; two leading slashes stay two. */
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

/** Text without leading slashes. */
export function withoutLeadingSlashes(path: string): string {
  let start = 0;
  while (path[start] === "/") start++;
  return path.slice(start);
}

/** Text without trailing slashes. */
export function withoutTrailingSlashes(path: string): string {
  let end = path.length;
  while (end > 0 && path[end - 1] === "/") end--;
  return path.slice(0, end);
}
