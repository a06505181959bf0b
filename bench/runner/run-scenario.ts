import { join } from "node:path";
import type { Program } from "@coffer/testkit/borg";
import { measure, medianCost, roofline, storedBytes } from "../measure/index.ts";
import type { Cost } from "../measure/index.ts";
import type { Failure, Result, Row } from "../report/index.ts";
import { Connection, settle, suits, takeFresh } from "../scenarios/index.ts";
import type { Scenario, Stage } from "../scenarios/index.ts";
import type { Tool } from "../tools/index.ts";
import { damageOf } from "./damage-of.ts";
import { inTurns } from "./in-turns.ts";
import type { Workshop } from "./workshop.ts";

export interface RunOptions {
  readonly tools: readonly Tool[];
  readonly pairs: number;
  readonly scale: number;
  /** Has each repository checked after the last run. */
  readonly verify: boolean;
}

/** Runs a scenario with all programs that can do it, in turns. A program that fails is out, and the others go on. */
export async function runScenario(scenario: Scenario, workshop: Workshop, options: RunOptions): Promise<Row> {
  const tools = options.tools.filter((tool) => suits(scenario, tool));
  const borg = tools.find(({ name }) => name.startsWith("borg"))?.borg;
  const { stages, failures } = await prepareAll(scenario, workshop, tools);
  const runs = await runAll(scenario, stages, failures, borg, { ...options, folder: workshop.folder });
  const results: Result[] = [];
  for (const stage of stages.filter(({ tool }) => failures.every((failure) => failure.tool !== tool.name))) {
    const costs = runs.get(stage.tool.name) ?? [];
    const damage = options.verify ? await damageOf(scenario, stage, borg) : undefined;
    const stored = storedBytes(stage.repository);
    const result = { tool: stage.tool.name, cost: medianCost(costs), stored, runs: costs };
    results.push(damage === undefined ? result : { ...result, damage });
  }
  // over ssh it is the line that bounds
  const load = scenario.remote === undefined ? scenario.load?.(options.scale) : undefined;
  const { name, target, goal } = scenario;
  return { scenario: name, target, goal, roofline: load && roofline(load), results, failures };
}

async function prepareAll(
  scenario: Scenario,
  workshop: Workshop,
  tools: readonly Tool[],
): Promise<{ stages: Stage[]; failures: Failure[] }> {
  const stages: Stage[] = [];
  const failures: Failure[] = [];
  for (const tool of tools) {
    try {
      const stage = await workshop.stageOf(scenario.preparation, tool);
      settle(stage, scenario.fresh === true);
      stages.push(stage);
    } catch (error) {
      failures.push({ tool: tool.name, message: messageOf(error) });
    }
  }
  return { stages, failures };
}

async function runAll(
  scenario: Scenario,
  stages: readonly Stage[],
  failures: Failure[],
  borg: Program | undefined,
  { pairs, folder }: { pairs: number; folder: string },
): Promise<Map<string, Cost[]>> {
  const { remote } = scenario;
  const connection = remote && (await Connection.open(join(folder, `sshd-${scenario.name}`), remote));
  const runs = new Map<string, Cost[]>(stages.map(({ tool }) => [tool.name, []]));
  try {
    for (const { of: stage, turn } of inTurns(stages, pairs)) {
      if (failures.some(({ tool }) => tool === stage.tool.name)) continue;
      try {
        const seen = connection?.seenFromAfar(stage, borg) ?? stage;
        runs.get(stage.tool.name)?.push(await runOnce(scenario, stage, seen, turn));
      } catch (error) {
        failures.push({ tool: stage.tool.name, message: messageOf(error) });
      }
    }
  } finally {
    connection?.close();
  }
  return runs;
}

/** @param seen The stage as the measured commands see it. */
async function runOnce(scenario: Scenario, stage: Stage, seen: Stage, turn: number): Promise<Cost> {
  if (scenario.fresh === true) takeFresh(stage);
  await scenario.before?.(stage);
  try {
    return await measure(scenario.run(seen, turn));
  } finally {
    await scenario.after?.(stage);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
