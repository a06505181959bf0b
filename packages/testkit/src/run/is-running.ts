import { readFileSync } from "node:fs";

/** Whether a process is at work; one that nobody has taken leave of yet is not. Linux only. */
export function isRunning(pid: number): boolean {
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, "utf8"));
  } catch {
    return false;
  }
}
