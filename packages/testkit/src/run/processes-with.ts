import { readFileSync, readdirSync } from "node:fs";

/**
 * Ids of running processes whose environment had `entry`, `NAME=value`, when they began: also of those whose parents are gone. Linux only;
 * what may not be looked at is left out.
 */
export function processesWith(entry: string): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name) && environmentOf(name).includes(entry))
    .map(Number);
}

function environmentOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
  } catch {
    return [];
  }
}
