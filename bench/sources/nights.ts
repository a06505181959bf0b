import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { randomBytesFrom, writeSmallFiles } from "./data.ts";

const FILE_SIZE = 8192;

/** The tree that is backed up each night, as it is before the first. */
export function writeNightlyTree(folder: string, files: number): void {
  writeSmallFiles(folder, files, FILE_SIZE);
  mkdirSync(join(folder, "new"));
}

/** What a day changes: one file of a hundred gets other contents, and a few are new. */
export function passDay(folder: string, files: number, day: number): void {
  for (let index = day % 100; index < files; index += 100) {
    const path = join(folder, `d${Math.floor(index / 500)}`, `file-${index}`);
    writeFileSync(path, randomBytesFrom(4_000_000 + day * files + index, FILE_SIZE));
  }
  for (let index = 0; index < 3; index += 1) {
    writeFileSync(join(folder, "new", `day-${day}-${index}`), randomBytesFrom(5_000_000 + day * 3 + index, FILE_SIZE));
  }
}
