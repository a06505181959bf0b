import type { FileStat } from "../../platform/index.ts";

/** What tells that a file changed while it was read (`--files-changed`). */
export type FilesChanged = "ctime" | "mtime" | "disabled";

type Times = Pick<FileStat, "mtime" | "ctime">;

export function changedBetween(before: Times, after: Times, mode: FilesChanged): boolean {
  switch (mode) {
    case "ctime":
      return before.ctime !== after.ctime;
    case "mtime":
      return before.mtime !== after.mtime;
    case "disabled":
      return false;
  }
}
