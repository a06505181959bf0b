import type { Item } from "@coffer/format/archive";
import { cString, OSError, platform } from "../../platform/index.ts";
import type { MetadataCollector, PackedFile } from "../source/index.ts";

/**
 * Takes metadata once more, for a file that was touched between the walk and its opening.
 *
 * If it is gone or another file by now, the item keeps what the walk saw.
 */
export function restat(item: Item, file: PackedFile, metadata: MetadataCollector): void {
  try {
    const stat = platform().statIfExists(platform().cwd, cString(file.pathBytes));
    if (stat !== undefined && BigInt(stat.ino) === file.ino) metadata.update(item, stat);
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
  }
}
