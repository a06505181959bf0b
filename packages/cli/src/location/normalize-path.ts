/** Python's `os.path.normpath`: no empty, `.` or needless `..` parts; exactly two leading slashes are kept. */
export function normalizePath(path: string): string {
  if (path === "") return ".";
  const lead = path.startsWith("//") && !path.startsWith("///") ? "//" : path.startsWith("/") ? "/" : "";
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.length > 0 && parts.at(-1) !== "..") parts.pop();
    else if (lead === "") parts.push(part);
  }
  return lead + parts.join("/") || ".";
}
