import { assert } from "@coffer/format/bytes";

const NAME_LENGTH_MAX = 1024;

/** Whether `name` may name a file of a storage: parts joined by `/`, none of them empty, `.` or `..`, none with a NUL. */
export function isStorageName(name: string): boolean {
  if (name.length === 0 || name.length > NAME_LENGTH_MAX || name.includes("\0")) return false;
  return name.split("/").every((part) => part !== "" && part !== "." && part !== "..");
}

/** Guards every entry of a backend: names come from this program's own code, so a bad one is a bug. */
export function assertStorageName(name: string): void {
  assert(isStorageName(name), `not a storage name: ${name}`);
}

/** As {@link assertStorageName}, with `""` for the root. */
export function assertFolderName(name: string): void {
  if (name !== "") assertStorageName(name);
}

/** The folder of a file, `""` for the root. */
export function folderOf(name: string): string {
  return name.slice(0, Math.max(name.lastIndexOf("/"), 0));
}

/** The last part of a name. */
export function baseName(name: string): string {
  return name.slice(name.lastIndexOf("/") + 1);
}
