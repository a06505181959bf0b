import { closeSync, openSync, readSync } from "node:fs";
import { verifySegment } from "@coffer/format/segment";
import type { Job } from "../../threads/index.ts";

/** A segment file of which every entry is to be verified. */
export interface VerifySegmentFile {
  readonly path: string;
  readonly segment: number;
}

/** Bytes of one read: enough that two threads reading two files do not keep a disk's arm busy. */
const WINDOW_BYTES = 4 * 1024 * 1024;

/** What is wrong with it first, in Borg's words; `undefined` if the file cannot be read. Needs no setup. */
export const verifySegmentFile: Job<VerifySegmentFile, { fault: string | undefined } | undefined> = (
  _context,
  { path, segment },
) => {
  let fd = -1;
  try {
    fd = openSync(path, "r");
    const read = (target: Uint8Array, position: number): number => readSync(fd, target, 0, target.length, position);
    return { fault: verifySegment(read, segment, new Uint8Array(WINDOW_BYTES))?.message };
  } catch (error) {
    if (!(error instanceof Error && "code" in error)) throw error;
    return undefined;
  } finally {
    if (fd >= 0) closeSync(fd);
  }
};
