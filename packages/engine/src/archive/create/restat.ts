import { textToBytes } from "@coffer/format/bytes";
import { cString, OSError, platform } from "../../platform/index.ts";
import type { MetadataCollector, WalkEntry } from "../source/index.ts";

/**
 * Takes metadata once more, for a file that was touched between the walk and its opening.
 *
 * If it is gone or another file by now, the item keeps what the walk saw.
 */
export function restat(entry: WalkEntry, metadata: MetadataCollector): void {
  try {
    const stat = platform().statIfExists(platform().cwd, cString(textToBytes(entry.path)));
    if (stat?.ino === entry.stat.ino) metadata.update(entry.item, stat);
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
  }
}
