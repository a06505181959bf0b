import assert from "node:assert/strict";
import { test } from "node:test";
import { testContext } from "@coffer/testkit/context";
import { GentleStop } from "../../context/index.ts";
import { CheckpointSchedule } from "./checkpoint-schedule.ts";

function scheduleOf(intervalSeconds: number) {
  const controller = new AbortController();
  const { clock, reporter } = testContext();
  const schedule = new CheckpointSchedule({ clock, reporter }, { intervalSeconds, signal: controller.signal });
  return { schedule, controller, clock, messages: () => reporter.messages() };
}

test("isDue after each interval, counted from the end of the last checkpoint", async () => {
  const { schedule, clock, messages } = scheduleOf(10);
  clock.advance(10_000);
  assert.equal(schedule.isDue, false);
  clock.advance(1);
  assert.equal(schedule.isDue, true);
  await schedule.make(() => clock.sleep(5000));
  clock.advance(10_000);
  assert.equal(schedule.isDue, false);
  clock.advance(1);
  assert.equal(schedule.isDue, true);
  assert.deepEqual(messages(), []);
});

test("isDue never by time with an interval of 0, and always with a negative one", () => {
  const never = scheduleOf(0);
  never.clock.advance(1e12);
  assert.equal(never.schedule.isDue, false);
  assert.equal(scheduleOf(-1).schedule.isDue, true);
});

test("isDue once when the user wants the command to stop, and make() says so", async () => {
  const { schedule, controller, messages } = scheduleOf(0);
  controller.abort(new GentleStop());
  assert.equal(schedule.isDue, true);
  await schedule.make(() => Promise.resolve());
  assert.equal(schedule.isDue, false);
  assert.deepEqual(messages(), [
    "checkpoint requested: starting checkpoint creation...",
    "checkpoint requested: finished checkpoint creation!",
  ]);
});

test("isDue is not touched by a more urgent end", () => {
  const { schedule, controller } = scheduleOf(0);
  controller.abort(new Error("SIGTERM"));
  assert.equal(schedule.isDue, false);
});

test("a checkpoint that failed stays due", async () => {
  const { schedule, controller } = scheduleOf(0);
  controller.abort(new GentleStop());
  await assert.rejects(
    schedule.make(() => Promise.reject(new Error("disk full"))),
    /disk full/,
  );
  assert.equal(schedule.isDue, true);
});
