import { closeSync, ftruncateSync, openSync, writeSync } from "node:fs";
import { randomBytesFrom, textFrom } from "./data.ts";

const EXTENT = 4 << 20;

/** Of ten extents: what a used disk of a machine is like. */
const PATTERN = ["random", "text", "hole", "random", "hole", "random", "text", "random", "hole", "random"] as const;

/**
 * The disk of a virtual machine in one file: half of it random bytes (what is compressed already), a fifth text, and 30 % zeros,
 * which are holes in the file.
 */
export function writeDiskImage(path: string, length: number): void {
  const file = openSync(path, "w");
  for (let index = 0; index * EXTENT < length; index += 1) {
    const size = Math.min(EXTENT, length - index * EXTENT);
    const kind = PATTERN[index % PATTERN.length];
    if (kind === "hole") continue;
    const data = (kind === "random" ? randomBytesFrom : textFrom)(3_000_000 + index, size);
    writeSync(file, data, 0, size, index * EXTENT);
  }
  ftruncateSync(file, length);
  closeSync(file);
}
