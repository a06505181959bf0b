import { cString, isDirectory, platform } from "@coffer/engine/platform";
import type { CString, Directory } from "@coffer/engine/platform";
import { textToBytes } from "@coffer/format/bytes";

/** Removes a folder with all that is in it, immutable files and unreadable folders included. Nothing there: fine. */
export function removeTree(root: string): void {
  remove(platform().cwd, cString(textToBytes(root)));
}

function remove(parent: Directory, name: CString): void {
  const stat = platform().statIfExists(parent, name);
  if (stat === undefined) return;
  if (platform().inodeFlags(parent, name, stat) !== 0) platform().setInodeFlags(parent, name, 0);
  if (!isDirectory(stat.mode)) {
    platform().unlink(parent, name);
    return;
  }
  if ((stat.mode & 0o700) !== 0o700 && platform().euid !== 0) platform().chmod(parent, name, 0o700);
  const dir = platform().openDirectory(parent, name);
  try {
    for (const entry of platform().readDirectory(dir).names()) remove(dir, entry);
  } finally {
    platform().close(dir.fd);
  }
  platform().removeDirectory(parent, name);
}
