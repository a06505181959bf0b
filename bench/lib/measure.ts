import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { descendants } from "@coffer/testkit/run";

/** What one run of a command cost. */
export interface Cost {
  /** Seconds on the wall. */
  readonly wall: number;
  /** Seconds of CPU, user and system, of the command and all its children. */
  readonly cpu: number;
  /** Peak of resident memory, bytes: of all its processes together (each at its own high-water mark). */
  readonly memory: number;
}

const SAMPLE_MS = 10;
const PAGE_KIB = 1024;

/**
 * Runs a command to its end. @throws If it fails.
 *
 * CPU comes from the shell's `times`, which the kernel adds up at the end of each child; memory from the kernel's own high-water
 * marks, read while the processes live (so the last few milliseconds are not seen).
 */
export async function measure(
  command: string,
  args: readonly string[],
  options: { cwd: string; env: Readonly<Record<string, string>> },
): Promise<Cost> {
  const began = performance.now();
  const child = spawn("/bin/sh", ["-c", '"$@" >/dev/null; code=$?; times; exit $code', "sh", command, ...args], {
    cwd: options.cwd,
    env: options.env,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [stdout, stderr] = [child.stdout, child.stderr];
  if (stdout === null || stderr === null) throw new Error("no pipes");
  let [times, errors] = ["", ""];
  stdout.setEncoding("utf8").on("data", (text: string) => (times += text));
  stderr.setEncoding("utf8").on("data", (text: string) => (errors += text));
  const marks = new Map<number, number>();
  const sample = setInterval(() => sampleTree(child.pid ?? 0, marks), SAMPLE_MS);
  const [code] = (await once(child, "exit")) as [number | null];
  const wall = (performance.now() - began) / 1000;
  clearInterval(sample);
  if (stdout.readable) await once(stdout, "end");
  if (code !== 0) throw new Error(`${command} ${args.join(" ")}: code ${code}\n${errors.slice(-3000)}`);
  return { wall, cpu: childSeconds(times), memory: [...marks.values()].reduce((sum, kib) => sum + kib * PAGE_KIB, 0) };
}

/** The second line of `times`: user and system seconds of the children. */
function childSeconds(times: string): number {
  const line = times.trim().split("\n").at(-1) ?? "";
  return [...line.matchAll(/(\d+)m([\d.]+)s/g)].reduce(
    (sum, match) => sum + Number(match[1]) * 60 + Number(match[2]),
    0,
  );
}

function sampleTree(shell: number, marks: Map<number, number>): void {
  for (const pid of descendants(shell)) {
    try {
      const mark = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1];
      if (mark !== undefined) marks.set(pid, Number(mark));
    } catch {
      // gone meanwhile
    }
  }
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = Math.floor(sorted.length / 2);
  const [low = NaN, high = NaN] = [sorted[sorted.length % 2 === 1 ? middle : middle - 1], sorted[middle]];
  return (low + high) / 2;
}
