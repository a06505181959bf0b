import assert from "node:assert/strict";
import { test } from "node:test";
import { median, medianCost, sumOfCosts } from "./statistics.ts";

test("median() takes the middle of an odd count, the mean of the two middle ones of an even count", () => {
  assert.equal(median([9, 1, 5]), 5);
  assert.equal(median([10, 2, 4, 100]), 7);
  assert.equal(median([]), NaN);
});

test("medianCost() takes each figure's own median", () => {
  const costs = [
    { wall: 1, cpu: 30, memory: 200 },
    { wall: 2, cpu: 10, memory: 300 },
    { wall: 3, cpu: 20, memory: 100 },
  ];
  assert.deepEqual(medianCost(costs), { wall: 2, cpu: 20, memory: 200 });
});

test("sumOfCosts() adds times of commands that follow each other, and takes the larger memory", () => {
  const costs = [
    { wall: 1, cpu: 2, memory: 300 },
    { wall: 3, cpu: 4, memory: 100 },
  ];
  assert.deepEqual(sumOfCosts(costs), { wall: 4, cpu: 6, memory: 300 });
});
