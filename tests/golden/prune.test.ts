import assert from "node:assert/strict";
import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import { utcTime } from "@coffer/cli/text";
import { CommandError } from "@coffer/format/errors";
import { deleteArchives, listRepository, prune } from "@coffer/engine/commands";
import type { PruneVisitor } from "@coffer/engine/commands";
import { GentleStop } from "@coffer/engine/context";
import { FakeClock } from "@coffer/testkit/context";
import { unpackSample } from "./sample-world.ts";
import type { SampleWorld } from "./sample-world.ts";

const WORKAROUNDS = { workarounds: ["ignore_invalid_archive_tam"] };
const COMMIT_SEGMENT_SIZE = 17;

async function names(world: SampleWorld): Promise<string[]> {
  const found: string[] = [];
  await listRepository({ repository: world.repository }, world.ctx, ({ name }) => void found.push(name));
  return found;
}

/** Every transaction ends with a segment that holds its COMMIT and nothing else. */
function commitCount({ repository }: SampleWorld): number {
  const files = readdirSync(join(repository, "data"), { recursive: true, withFileTypes: true });
  return files.filter(
    (file) => file.isFile() && statSync(join(file.parentPath, file.name)).size === COMMIT_SEGMENT_SIZE,
  ).length;
}

test("deleteArchives() commits after each checkpoint interval, and at 0 once", async (t) => {
  for (const [checkpointInterval, commits] of [
    [1000, 3],
    [2500, 2],
    [0, 1],
  ] as const) {
    const clock = new FakeClock();
    const world = unpackSample(t, "history-options", WORKAROUNDS);
    const before = commitCount(world);
    const options = { repository: world.repository, archives: ["h3", "parts", "stdin"], checkpointInterval };
    // Each archive takes half an hour.
    await deleteArchives(options, { ...world.ctx, clock }, () => clock.advance(1_800_000));
    assert.equal(commitCount(world) - before, commits, `interval ${checkpointInterval}`);
  }
});

test("prune() deletes what no rule keeps, newest first", async (t) => {
  const world = unpackSample(t, "history-options", WORKAROUNDS);
  const { repository, ctx } = world;
  const all = await names(world);
  const options = { repository, rules: { secondly: 2 }, localTime: utcTime };
  const dry = await prune({ ...options, dryRun: true }, ctx);
  assert.deepEqual(await names(world), all);
  const turns: string[] = [];
  const result = await prune(options, ctx, ({ archive, verdict }, number, count) =>
    turns.push(`${verdict} ${archive.name} ${number}/${count}`),
  );
  assert.deepEqual(result.plan, dry.plan);
  assert.equal(result.plan.length, all.length);
  assert.deepEqual(
    turns.map((turn) => turn.split(" ", 2)),
    result.plan.map(({ archive, verdict }) => [verdict, archive.name]),
  );
  assert.equal(turns.at(-1)?.split(" ").at(-1), `${all.length - 2}/${all.length - 2}`);
  assert.deepEqual((await names(world)).length, 2);
  assert.ok(result.deleted.deduplicated_size < 0);
});

test("prune() commits and stops where it is interrupted", async (t) => {
  const world = unpackSample(t, "history-options", WORKAROUNDS);
  const { repository, ctx } = world;
  const all = await names(world);
  const controller = new AbortController();
  const stop: PruneVisitor = (_, number) => {
    if (number === 1) controller.abort(new GentleStop());
  };
  const options = { repository, rules: { secondly: 1 }, localTime: utcTime, signal: controller.signal };
  await assert.rejects(prune(options, ctx, stop), /Got Ctrl-C/);
  assert.equal((await names(world)).length, all.length - 1);
});

test("prune() without a rule changes nothing", async (t) => {
  const world = unpackSample(t, "history-options", WORKAROUNDS);
  const { repository, ctx } = world;
  const all = await names(world);
  for (const rules of [{}, { daily: 0, withinHours: 0 }]) {
    await assert.rejects(prune({ repository, rules, localTime: utcTime }, ctx), CommandError);
  }
  assert.deepEqual(await names(world), all);
});
