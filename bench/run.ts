/**
 * Whole commands against the real borg, restic, kopia and rustic, in one run on one machine: `npm run bench -- [NAME…]`; see docs/benchmarks.md.
 *
 * - `--pairs N`: turns of each scenario, of which medians are given (5).
 * - `--scale X`: 0.1 takes a tenth of the bytes and files, for a quick look.
 * - `--tools A,B`: only these programs, of those that there are.
 * - `--verify`: has every repository checked that the runs left; Borg's by the real borg, with `--verify-data`.
 * - `--machine NAME`: keeps the results below bench/results/NAME, to be committed; otherwise below bench/results/local.
 * - `--folder DIR`: where sources, repositories and clients lie (/dev/shm).
 * - `--list`: names all scenarios and ends.
 *
 * Ends with 1 if coffer or borg failed, or a repository is damaged; targets that were missed are told.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { reportOf, saveResults, TABLE_HEAD, tableOf } from "./report/index.ts";
import type { Row } from "./report/index.ts";
import { runScenario, Workshop } from "./runner/index.ts";
import { SCENARIOS } from "./scenarios/index.ts";
import { findTools } from "./tools/index.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: "string", default: "5" },
    scale: { type: "string", default: "1" },
    tools: { type: "string" },
    verify: { type: "boolean", default: false },
    machine: { type: "string" },
    folder: { type: "string", default: "/dev/shm" },
    list: { type: "boolean", default: false },
  },
});

const chosen = SCENARIOS.filter(
  ({ name }) => positionals.length === 0 || positionals.some((word) => name.includes(word)),
);
if (values.list || chosen.length === 0) {
  console.log(SCENARIOS.map(({ name }) => name).join("\n"));
  process.exit(values.list ? 0 : 2);
}
const wanted = values.tools?.split(",");
const tools = findTools().filter(({ name }) => wanted === undefined || wanted.some((word) => name.startsWith(word)));
const options = { tools, pairs: Number(values.pairs), scale: Number(values.scale), verify: values.verify };
const rows = await runAll();
const conditions = { ...options, machine: values.machine, folder: values.folder };
console.log(`\n${reportOf(rows, conditions)}\n\n${saveResults(rows, conditions)}`);
const isBad = ({ failures, results }: Row): boolean =>
  failures.some(({ tool }) => /^(?:coffer|borg)/.test(tool)) || results.some(({ damage }) => damage !== undefined);
process.exitCode = rows.some(isBad) ? 1 : 0;

/** Prints each row as soon as it is there. */
async function runAll(): Promise<Row[]> {
  const folder = mkdtempSync(join(values.folder, "coffer-bench-"));
  const workshop = new Workshop(folder, options.scale);
  const all: Row[] = [];
  console.log(TABLE_HEAD);
  try {
    for (const [index, scenario] of chosen.entries()) {
      workshop.keepOnlyFor(chosen.slice(index));
      const obstacle = scenario.obstacle?.(tools.find(({ name }) => name.startsWith("borg"))?.borg);
      if (obstacle !== undefined) {
        console.error(`LEFT OUT: ${scenario.name}: ${obstacle}`);
        continue;
      }
      const row = await runScenario(scenario, workshop, options);
      all.push(row);
      console.log(tableOf(row, all));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return all;
}
