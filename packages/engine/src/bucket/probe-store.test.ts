import assert from "node:assert/strict";
import { test } from "node:test";
import { testContext } from "@coffer/testkit/context";
import { S3Simulator } from "@coffer/testkit/s3";
import { MemoryObjectStore, S3ObjectStore } from "../object-store/index.ts";
import type { PutOptions } from "../object-store/index.ts";
import { missingCapabilities, probeStore } from "./probe-store.ts";

const now = (): ReturnType<typeof testContext> =>
  testContext({ clock: Object.assign(testContext().clock, { nowMicros: () => BigInt(Date.now()) * 1000n }) });

test("probeStore() finds all that is needed in a good store, and leaves nothing there", async () => {
  const store = new MemoryObjectStore();
  const capabilities = await probeStore(store, now());
  assert.equal(missingCapabilities(capabilities, "condition"), undefined);
  assert.equal(missingCapabilities(capabilities, "needed"), undefined);
  assert.ok(capabilities.every(({ isGiven }) => isGiven));
  assert.deepEqual(store.keys, []);
});

test("probeStore() finds out who accepts conditions and ignores them", async (context) => {
  const simulator = await S3Simulator.start(context);
  simulator.addBucket("bucket");
  simulator.ignoresConditions = true;
  const { endpoint, credentials } = simulator;
  const place = { bucket: "bucket", prefix: "", profile: undefined, location: "s3://bucket" };
  const store = new S3ObjectStore(place, { endpoint, region: "x", isPathStyle: true, credentials });
  context.after(() => store.close());
  const capabilities = await probeStore(store, now());
  const failed = capabilities.filter(({ isGiven }) => !isGiven).map(({ name }) => name);
  const conditions = ["one of many creates wins", "one of many replacements wins", "old etags are refused"];
  assert.deepEqual(failed, conditions);
  assert.match(
    missingCapabilities(capabilities, "condition") ?? "",
    /^one of many creates wins \(16 of 16 at the same time\), /,
  );
});

test("probeStore() finds out who looks first and writes then", async () => {
  const store = new MemoryObjectStore();
  const put = store.put.bind(store);
  store.put = async (key: string, parts: readonly Uint8Array[], options: PutOptions) => {
    const { condition } = options;
    const facts = await store.head(key);
    await new Promise((resolve) => {
      setTimeout(resolve, 5);
    });
    if (condition === undefined) return put(key, parts);
    const isMet = "ifAbsent" in condition ? facts === undefined : facts?.etag === condition.ifMatch;
    return put(key, parts, isMet ? {} : options);
  };
  const capabilities = await probeStore(store, now());
  const failed = capabilities.filter(({ isGiven }) => !isGiven).map(({ name }) => name);
  assert.deepEqual(failed, ["one of many creates wins", "one of many replacements wins"]);
});
