import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Chance } from "./chance.ts";

/** Writes `count` plain files of about `size` random bytes each, in folders of 100. */
export function writeFiles(folder: string, count: number, size: number, chance: Chance): void {
  for (let index = 0; index < count; index += 1) {
    const path = join(folder, `d${Math.floor(index / 100)}`, `f${index}`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, chance.bytes(size === 0 ? 0 : Math.max(1, Math.floor(size * (0.5 + chance.next())))));
  }
}

/** Same names, types and bytes in both folders. */
export function assertSameFiles(actual: string, expected: string): void {
  const { status, stdout, stderr } = spawnSync("diff", ["-r", "--no-dereference", expected, actual], {
    encoding: "utf8",
  });
  assert.equal(status, 0, `${actual} differs from ${expected}:\n${(stdout + stderr).slice(0, 2000)}`);
}
