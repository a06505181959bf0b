import assert from "node:assert/strict";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { RequestMeter } from "../../context/index.ts";
import { objectStoreSuite } from "@coffer/testkit/object-store-suite";
import { S3Simulator } from "@coffer/testkit/s3";
import { ObjectStoreError } from "../object-store-error.ts";
import type { S3StoreSettings } from "./s3-client.ts";
import { S3ObjectStore } from "./s3-object-store.ts";

const place = { bucket: "bucket", prefix: "deep/prefix", profile: undefined, location: "s3://bucket/deep/prefix" };
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

async function simulated(
  context: TestContext,
  settings: Partial<S3StoreSettings> = {},
): Promise<{ simulator: S3Simulator; store: S3ObjectStore }> {
  const simulator = await S3Simulator.start(context);
  simulator.addBucket("bucket");
  simulator.pageSize = 50;
  const { endpoint, credentials } = simulator;
  const store = new S3ObjectStore(place, {
    endpoint,
    region: "eu-test-1",
    isPathStyle: true,
    credentials,
    ...settings,
  });
  context.after(() => store.close());
  return { simulator, store };
}

objectStoreSuite("S3", async (context) => (await simulated(context)).store);

/** The error that `action` ends with. */
async function failure(action: () => Promise<unknown>): Promise<ObjectStoreError> {
  try {
    await action();
  } catch (error) {
    assert.ok(error instanceof ObjectStoreError, String(error));
    return error;
  }
  return assert.fail("nothing was thrown");
}

test("objects lie below the prefix", async (context) => {
  const { simulator, store } = await simulated(context);
  await store.put("data/0/1", [bytes("x")]);
  assert.deepEqual(simulator.keys("bucket"), ["deep/prefix/data/0/1"]);
});

test("a large object goes in parts, and its condition holds", async (context) => {
  const { simulator, store } = await simulated(context, { partSize: 5 << 20 });
  const large = new Uint8Array(11 << 20).fill(7);
  large[large.length - 1] = 9;
  const condition = { ifAbsent: true } as const;
  const { etag } = await store.put("large", [large], { condition, tag: "mine" });
  const facts = await store.head("large");
  assert.deepEqual([facts?.size, facts?.etag, facts?.tag], [large.length, etag, "mine"]);
  const { bytes: end } = await store.get("large", { range: { offset: large.length - 2, length: 10 } });
  assert.deepEqual([...end], [7, 9]);
  assert.equal((await failure(() => store.put("large", [large], { condition }))).trouble, "unmet");
  assert.equal(simulator.log.filter(({ operation }) => operation === "UploadPart").length, 6);
  assert.equal(simulator.openUploads("bucket"), 0);
});

test("what is wrong is said in one sentence, with an exit code", async (context) => {
  const { simulator, store } = await simulated(context);
  const get = (): Promise<unknown> => store.get("x");
  simulator.denies = () => true;
  const denied = await failure(get);
  assert.equal(
    denied.message,
    "s3://bucket/deep/prefix/x: the store does not permit this with these credentials (AccessDenied: Access Denied)",
  );
  assert.deepEqual([denied.exitCode, denied.retryable], [21, false]);
  const wrong = await simulated(context, { credentials: { accessKeyId: "simulated", secretAccessKey: "wrong" } });
  const credentials = await failure(() => wrong.store.get("x"));
  assert.deepEqual([credentials.trouble, credentials.exitCode], ["credentials", 21]);
  const elsewhere = new S3ObjectStore(
    { ...place, bucket: "none" },
    { endpoint: simulator.endpoint, credentials: simulator.credentials, isPathStyle: true, region: "x" },
  );
  const missing = await failure(() => elsewhere.get("x"));
  assert.deepEqual([missing.trouble, missing.exitCode], ["no-bucket", 13]);
  const nobody = await simulated(context, { endpoint: "http://127.0.0.1:1" });
  const unreachable = await failure(() => nobody.store.get("x"));
  assert.deepEqual([unreachable.trouble, unreachable.exitCode, unreachable.retryable], ["unreachable", 80, true]);
});

test("faults of the server: what may be tried again, and which puts are in doubt", async (context) => {
  const { simulator, store } = await simulated(context);
  const put = (): Promise<unknown> => store.put("x", [bytes("data")]);
  const cases = [
    [{ kind: "fail", status: 500, code: "InternalError" }, "unreachable", true],
    [{ kind: "fail", status: 503, code: "SlowDown" }, "unreachable", true],
    [{ kind: "fail", status: 409, code: "ConditionalRequestConflict" }, "conflict", false],
    [{ kind: "drop" }, "unreachable", true],
    [{ kind: "drop-after" }, "unreachable", true],
  ] as const;
  for (const [action, trouble, isDoubtful] of cases) {
    simulator.inject({ when: () => true, times: 1, action });
    const error = await failure(put);
    assert.deepEqual([error.trouble, error.isDoubtful, error.retryable], [trouble, isDoubtful, true], action.kind);
  }
  await put();
  simulator.inject({ when: () => true, times: 1, action: { kind: "truncate" } });
  assert.equal((await failure(() => store.get("x"))).trouble, "unreachable");
});

test("clocks that differ are found out, and allowed for", async (context) => {
  const { simulator, store } = await simulated(context);
  simulator.clockOffsetMs = 3_600_000;
  assert.equal((await failure(() => store.put("x", []))).trouble, "clock");
  const { serverMs } = await store.put("x", []);
  assert.ok(Math.abs(serverMs - Date.now() - 3_600_000) < 60_000);
});

test("every request is counted, as what stores charge for", async (context) => {
  const meter = new RequestMeter();
  const { simulator, store } = await simulated(context, { meter, partSize: 5 << 20 });
  await store.put("small", [bytes("12345")]);
  await store.put("large", [new Uint8Array(12 << 20)]);
  await store.get("small");
  await store.get("missing").catch(() => undefined);
  await store.head("small");
  await Array.fromAsync(store.list(""));
  await store.delete(["small"]);
  const counted = [...meter.counts].map(([kind, { count }]) => [kind, count]);
  // three parts, their beginning and their end
  assert.deepEqual(Object.fromEntries(counted), { PUT: 6, GET: 2, HEAD: 1, LIST: 1, DELETE: 1 });
  assert.equal(simulator.log.length, 11);
  assert.ok(meter.of("PUT").sent >= (12 << 20) + 5);
  assert.ok(meter.of("GET").received >= 5);
});
