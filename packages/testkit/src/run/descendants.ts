import { readFileSync, readdirSync } from "node:fs";

/** Ids of the children of a process, of their children, and so on; empty when it is gone. Linux only. */
export function descendants(pid: number): number[] {
  try {
    return readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, "latin1")
        .split(" ")
        .filter((text) => text !== "")
        .flatMap((text) => [Number(text), ...descendants(Number(text))]),
    );
  } catch {
    return [];
  }
}
