import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, release, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Tool } from "../tools/index.ts";
import type { Row } from "./row.ts";
import { summaryOf, TABLE_HEAD, tableOf } from "./table.ts";

/** How the rows came to be. */
export interface Conditions {
  /** Under which name results are kept; without one they stay with whoever ran the bench. */
  readonly machine: string | undefined;
  readonly pairs: number;
  readonly scale: number;
  readonly folder: string;
  readonly tools: readonly Tool[];
}

/** Head, blocks and summary, as they are printed and kept. */
export function reportOf(rows: readonly Row[], conditions: Conditions): string {
  const { pairs, scale, folder, tools } = conditions;
  return [
    `${machineOf().cpu}, ${machineOf().cores} cores, Node ${process.version}`,
    tools.map(({ version }) => version).join("; "),
    `medians of ${pairs} turns, scale ${scale}, in ${folder}`,
    "",
    TABLE_HEAD,
    ...rows.map((row) => tableOf(row, rows)),
    "",
    summaryOf(rows),
  ].join("\n");
}

/**
 * Keeps rows as JSON with all single runs, and as the table: below `results/NAME` for a named machine (to be committed), else below
 * `results/local`. @returns The JSON file.
 */
export function saveResults(rows: readonly Row[], conditions: Conditions): string {
  const folder = fileURLToPath(new URL(`../results/${conditions.machine ?? "local"}`, import.meta.url));
  mkdirSync(folder, { recursive: true });
  const date = new Date().toISOString();
  const path = join(folder, date.slice(0, 19).replaceAll(":", "-"));
  const { pairs, scale, tools } = conditions;
  const versions = Object.fromEntries(tools.map(({ name, version }) => [name, version]));
  const record = { date, machine: machineOf(), versions, pairs, scale, rows };
  writeFileSync(`${path}.json`, `${JSON.stringify(record, undefined, 2)}\n`);
  writeFileSync(`${path}.txt`, `${reportOf(rows, conditions)}\n`);
  return `${path}.json`;
}

function machineOf(): { cpu: string; cores: number; memory: number; kernel: string; node: string } {
  return {
    cpu: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memory: totalmem(),
    kernel: release(),
    node: process.version,
  };
}
