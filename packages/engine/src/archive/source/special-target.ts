import { fileType, isSpecial, OSError, platform, S_IFLNK } from "../../platform/index.ts";
import type { CString, Directory, FileStat } from "../../platform/index.ts";

/** What `--read-special` reads in the place of this file. */
export function specialTarget(dir: Directory, name: CString, stat: FileStat): FileStat | undefined {
  if (isSpecial(stat.mode)) return stat;
  if (fileType(stat.mode) !== S_IFLNK) return undefined;
  try {
    const target = platform().statFollowing(dir, name);
    return isSpecial(target.mode) ? target : undefined;
  } catch (error) {
    if (error instanceof OSError) return undefined;
    throw error;
  }
}
