import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { descendants } from "@coffer/testkit/run";
import { sumOfCosts } from "./statistics.ts";

/** What one run of a command cost. */
export interface Cost {
  /** Seconds on the wall. */
  readonly wall: number;
  /** Seconds of CPU, user and system, of the command and all its children. */
  readonly cpu: number;
  /** Peak of resident memory, bytes: of all its processes together (each at its own high-water mark). */
  readonly memory: number;
}

/** A command line, where it runs, and all of its environment. */
export interface Command {
  readonly path: string;
  readonly words: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

const SAMPLE_MS = 10;
const PAGE_KIB = 1024;

/**
 * Runs commands one after the other and gives what they cost together. @throws If one fails.
 *
 * CPU comes from the shell's `times`, which the kernel adds up at the end of each child; memory from the kernel's own high-water
 * marks, read while the processes live (so the last few milliseconds are not seen).
 */
export async function measure(commands: readonly Command[]): Promise<Cost> {
  const costs: Cost[] = [];
  for (const command of commands) costs.push(await measureOne(command));
  return sumOfCosts(costs);
}

async function measureOne({ path, words, cwd, env }: Command): Promise<Cost> {
  const began = performance.now();
  const child = spawn("/bin/sh", ["-c", '"$@" >/dev/null; code=$?; times; exit $code', "sh", path, ...words], {
    cwd,
    env,
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
  if (code !== 0) throw new Error(`${path} ${words.join(" ")}: code ${code}\n${errors.slice(-3000)}`);
  return { wall, cpu: childSeconds(times), memory: [...marks.values()].reduce((sum, kib) => sum + kib * PAGE_KIB, 0) };
}

/** The second line of what `times` prints: user and system seconds of the children. */
export function childSeconds(times: string): number {
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
