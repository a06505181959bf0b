/**
 * Whole commands against the real borg, in one run on one machine: `npm run bench -- [NAME...] [--pairs N] [--scale X] [--folder DIR]`.
 *
 * Each scenario runs in alternating pairs; the table shows medians. Repository, source and clients lie in memory (/dev/shm) unless
 * `--folder` says otherwise. Names with `ssh` and `far` go through an sshd of the bench's own, `far` over a slow line; CPU and memory are then the
 * client's. `--scale 0.1` takes a tenth of the bytes and files, for a quick look. Results go to bench/results/local.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Client, coffer, theBorgs } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";
import { measure, median } from "./lib/measure.ts";
import type { Cost } from "./lib/measure.ts";
import { Connection } from "./lib/remote.ts";
import { roofline } from "./lib/roofline.ts";
import type { Roofline } from "./lib/roofline.ts";
import { SCENARIOS, SOURCES } from "./lib/scenarios.ts";
import type { Scenario, SourceName, Stage } from "./lib/scenarios.ts";

const MEMORY_TARGET = 300e6;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pairs: { type: "string", default: "5" },
    scale: { type: "string", default: "1" },
    folder: { type: "string", default: "/dev/shm" },
    list: { type: "boolean", default: false },
  },
});
const [pairs, scale] = [Number(values.pairs), Number(values.scale)];

interface Row {
  readonly scenario: string;
  readonly target: number;
  readonly borg: Cost;
  readonly coffer: Cost;
  /** coffer's wall time as a share of borg's. */
  readonly ratio: number;
  readonly roofline: Roofline | undefined;
  readonly runs: readonly { program: string; cost: Cost }[];
}

const chosen = SCENARIOS.filter(
  ({ name }) => positionals.length === 0 || positionals.some((word) => name.includes(word)),
);
if (values.list || chosen.length === 0) {
  console.log(SCENARIOS.map(({ name }) => name).join("\n"));
  process.exit(values.list ? 0 : 2);
}
const borg = theBorgs()[0];
if (borg === undefined) {
  console.error("the bench compares with the real borg, and there is none");
  process.exit(1);
}

const folder = mkdtempSync(join(values.folder, "coffer-bench-"));
const rows: Row[] = [];
try {
  for (const scenario of chosen) {
    const obstacle = scenario.obstacle?.(borg);
    if (obstacle !== undefined) {
      console.error(`LEFT OUT: ${scenario.name}: ${obstacle}`);
      continue;
    }
    const row = await runScenario(scenario, borg);
    rows.push(row);
    console.log(tableLine(row));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
printTable(rows, borg);
saveJson(rows, borg);

async function runScenario(scenario: Scenario, real: Program): Promise<Row> {
  const source = scenario.source === undefined ? "" : sourceFolder(scenario.source);
  const stages = [real, coffer].map((program): Stage => {
    const place = join(folder, `${scenario.name}-${program.name}`);
    mkdirSync(place);
    return { folder: place, program, client: new Client(join(place, "home")), repository: join(place, "repository") };
  });
  for (const stage of stages) await scenario.prepare(stage, source);
  const runs = await runPairs(scenario, stages, source, real);
  for (const stage of stages) rmSync(stage.folder, { recursive: true, force: true });
  const load = scenario.load(scale);
  const [theirs, ours] = [real, coffer].map(({ name }) =>
    medianCost(runs.filter((run) => run.program === name).map(({ cost }) => cost)),
  );
  if (theirs === undefined || ours === undefined) throw new Error("no runs");
  return {
    scenario: scenario.name,
    target: scenario.target,
    borg: theirs,
    coffer: ours,
    ratio: ours.wall / theirs.wall,
    roofline: load === undefined ? undefined : roofline(load),
    runs,
  };
}

async function runPairs(
  scenario: Scenario,
  stages: readonly Stage[],
  source: string,
  real: Program,
): Promise<Row["runs"]> {
  const { remote } = scenario;
  const connection = remote && (await Connection.open(join(folder, `sshd-${scenario.name}`), remote));
  const runs: { program: string; cost: Cost }[] = [];
  try {
    for (let pair = 0; pair < pairs; pair += 1) {
      // who goes first changes, so that neither always meets a warmer machine
      for (const stage of pair % 2 === 0 ? stages : stages.toReversed()) {
        await scenario.before?.(stage);
        const seen = connection?.seenFromAfar(stage, real) ?? stage;
        const { args, cwd, command = stage.program.path } = scenario.args(seen, source, pair);
        const cost = await measure(command, args, { cwd, env: seen.client.env });
        runs.push({ program: stage.program.name, cost });
        await scenario.after?.(stage);
      }
    }
  } finally {
    connection?.close();
  }
  return runs;
}

/** Made once, shared by the scenarios that want it. */
function sourceFolder(name: SourceName): string {
  const path = join(folder, `source-${name}`);
  if (!existsSync(path)) SOURCES[name](path, scale);
  return path;
}

function medianCost(costs: readonly Cost[]): Cost {
  return {
    wall: median(costs.map(({ wall }) => wall)),
    cpu: median(costs.map(({ cpu }) => cpu)),
    memory: median(costs.map(({ memory }) => memory)),
  };
}

function printTable(all: readonly Row[], real: Program): void {
  console.log(
    `\n${real.version} and coffer, medians of ${pairs} alternating pairs, scale ${scale}, ${machine().cpu}, ${availableParallelism()} cores`,
  );
  console.log(tableHead());
  for (const row of all) console.log(tableLine(row));
  const memory = Math.max(...all.map((row) => row.coffer.memory));
  const missed = all.filter((row) => row.ratio > row.target).map((row) => row.scenario);
  console.log(
    `\npeak memory ${mib(memory)} MiB: ${memory <= MEMORY_TARGET ? "within" : "OVER"} ${mib(MEMORY_TARGET)} MiB`,
  );
  console.log(missed.length === 0 ? "all targets reached" : `not reached: ${missed.join(", ")}`);
}

function tableHead(): string {
  return "scenario                       borg s  coffer s   ratio  target      borg cpu  coffer cpu  borg MiB  coffer MiB  roofline s";
}

function tableLine(row: Row): string {
  return [
    row.scenario.padEnd(28),
    row.borg.wall.toFixed(2).padStart(8),
    row.coffer.wall.toFixed(2).padStart(9),
    row.ratio.toFixed(2).padStart(7),
    `${row.target.toFixed(2)} ${row.ratio <= row.target ? "ok  " : "OVER"}`.padStart(11),
    row.borg.cpu.toFixed(2).padStart(10),
    row.coffer.cpu.toFixed(2).padStart(11),
    mib(row.borg.memory).padStart(9),
    mib(row.coffer.memory).padStart(11),
    (row.roofline?.seconds.toFixed(2) ?? "-").padStart(11),
  ].join(" ");
}

function mib(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}

function machine(): { cpu: string; cores: number; memory: number; node: string } {
  return {
    cpu: cpus()[0]?.model ?? "unknown",
    cores: availableParallelism(),
    memory: totalmem(),
    node: process.version,
  };
}

function saveJson(all: readonly Row[], real: Program): void {
  const results = fileURLToPath(new URL("results/local", import.meta.url));
  mkdirSync(results, { recursive: true });
  const file = join(results, `${new Date().toISOString().replaceAll(":", "-").slice(0, 19)}.json`);
  const record = { date: new Date().toISOString(), machine: machine(), borg: real.version, pairs, scale, rows: all };
  writeFileSync(file, `${JSON.stringify(record, undefined, 2)}\n`);
  console.log(`\n${file}`);
}
