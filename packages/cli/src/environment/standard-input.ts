import { fstatSync } from "node:fs";
import type { Readable } from "node:stream";

/** The bytes of standard input: a descriptor where reading it never waits for anybody, else a stream. */
export function standardInput(): { readonly fd: number } | { readonly readable: Readable } {
  return isStoredFile(0) ? { fd: 0 } : { readable: process.stdin };
}

function isStoredFile(fd: number): boolean {
  try {
    const stat = fstatSync(fd);
    return stat.isFile() || stat.isBlockDevice();
  } catch {
    // Closed: the stream will tell.
    return false;
  }
}
