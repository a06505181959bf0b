/**
 * Where the time of one scenario goes: `npm run profile -- SCENARIO [--scale X] [--out FILE]`; see docs/benchmarks.md.
 *
 * Writes one page with a flame graph of the main thread and of each worker, and prints the hottest functions. coffer runs from its sources, so that
 * functions have their names and places there: loading modules takes longer than in the bundle.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { measure } from "./measure/index.ts";
import { flamePage, hotFunctionsOf, readThreads, sampled } from "./profile/index.ts";
import type { ThreadFrames } from "./profile/index.ts";
import { Workshop } from "./runner/index.ts";
import { SCENARIOS } from "./scenarios/index.ts";
import { findTools } from "./tools/index.ts";

const HOT_COUNT = 8;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    scale: { type: "string", default: "1" },
    out: { type: "string" },
    folder: { type: "string", default: "/dev/shm" },
  },
});
const scenario = SCENARIOS.find(({ name, remote }) => name === positionals[0] && remote === undefined);
const coffer = findTools().find(({ name }) => name === "coffer");
if (scenario === undefined || coffer === undefined) {
  const names = SCENARIOS.filter(({ remote }) => remote === undefined).map(({ name }) => name);
  console.error(`usage: npm run profile -- SCENARIO [--scale X] [--out FILE]\n${names.join("\n")}`);
  process.exit(2);
}
const page = resolve(values.out ?? `bench/results/local/${scenario.name}.html`);
const folder = mkdtempSync(join(values.folder, "coffer-profile-"));
try {
  const stage = await new Workshop(folder, Number(values.scale)).stageOf(scenario.preparation, coffer);
  await scenario.before?.(stage);
  const threads: ThreadFrames[] = [];
  let wall = 0;
  for (const [index, command] of scenario.run(stage, 0).entries()) {
    const profiles = join(folder, `profiles-${index}`);
    wall += (await measure([sampled(command, profiles)])).wall;
    threads.push(...readThreads(profiles).map(({ name, top }) => ({ name: `${command.words[0]}, ${name}`, top })));
  }
  for (const { name, top } of threads) {
    console.log(name);
    for (const hot of hotFunctionsOf(top).slice(0, HOT_COUNT)) {
      console.log(`  ${(hot.self / 1000).toFixed(0).padStart(6)} ms  ${hot.name}  ${hot.place}`);
    }
  }
  writeFileSync(page, flamePage(`${scenario.name}: ${wall.toFixed(2)} s, sampled`, threads));
  console.log(`\n${page}`);
  await scenario.after?.(stage);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
