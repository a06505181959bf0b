import type { BigIntStats } from "node:fs";

/** What tells that a file changed while it was read (`--files-changed`). */
export type FilesChanged = "ctime" | "mtime" | "disabled";

export function changedBetween(before: BigIntStats, after: BigIntStats, mode: FilesChanged): boolean {
  switch (mode) {
    case "ctime":
      return before.ctimeNs !== after.ctimeNs;
    case "mtime":
      return before.mtimeNs !== after.mtimeNs;
    case "disabled":
      return false;
  }
}
