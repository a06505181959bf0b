import assert from "node:assert/strict";
import { test } from "node:test";
import { seededRandom } from "../../system/index.ts";
import { WeightedSample } from "./weighted-sample.ts";

function draw(budget: number, seed: number, weightOf: (at: number) => number): readonly string[] {
  const sample = new WeightedSample(budget, seededRandom(seed));
  for (let at = 0; at < 10_000; at++) sample.offer(String(at), 100, weightOf(at), at < 9990 ? "large" : "small");
  return [...sample.chosen().keys()];
}

test("a sample has its size, is the same for the same seed, and has some of each group", () => {
  const drawn = draw(50_000, 1, () => 1);
  assert.ok(drawn.length >= 500 && drawn.length <= 506, String(drawn.length));
  assert.deepEqual(
    drawn,
    draw(50_000, 1, () => 1),
  );
  assert.notDeepEqual(
    drawn,
    draw(50_000, 2, () => 1),
  );
  assert.ok(drawn.filter((path) => Number(path) >= 9990).length >= 3);
});

test("what weighs more is drawn more often, by as much as it weighs", () => {
  const drawn = draw(100_000, 3, (at) => (at % 2 === 0 ? 4 : 1));
  const heavy = drawn.filter((path) => Number(path) % 2 === 0).length;
  // 4 of 5, but for those that are gone already
  assert.ok(heavy / drawn.length > 0.74 && heavy / drawn.length < 0.84, String(heavy / drawn.length));
});

test("a file that is larger than the sample does not push out everything", () => {
  const sample = new WeightedSample(1000, seededRandom(1));
  for (let at = 0; at < 100; at++) sample.offer(String(at), at === 50 ? 1_000_000 : 10, 1, "all");
  assert.ok(sample.chosen().size >= 3);
});
