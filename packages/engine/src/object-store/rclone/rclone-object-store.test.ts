import assert from "node:assert/strict";
import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import { temporaryFolder } from "@coffer/testkit/borg";
import { testContext } from "@coffer/testkit/context";
import { objectStoreSuite } from "@coffer/testkit/object-store-suite";
import { findRclone, makeLocalRemote } from "@coffer/testkit/rclone";
import { processesWith } from "@coffer/testkit/run";
import { CheckingStore } from "../checking-store.ts";
import { ObjectStoreError } from "../object-store-error.ts";
import { RcloneObjectStore } from "./rclone-object-store.ts";

const { skip } = findRclone();
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function scene(
  context: TestContext,
  options: { readonly remote?: string; readonly program?: string; readonly environment?: Record<string, string> } = {},
): {
  store: RcloneObjectStore;
  folder: string;
  ctx: ReturnType<typeof testContext>;
  environment: Readonly<Record<string, string>>;
} {
  const { remote, folder, environment } = makeLocalRemote(temporaryFolder(context));
  const { program = "rclone" } = options;
  const settings = { program, environment: { ...process.env, ...environment, ...options.environment } };
  const ctx = testContext();
  const store = new RcloneObjectStore(
    { remote: options.remote ?? `${remote}deep/er`, location: "rclone:x" },
    settings,
    ctx,
  );
  context.after(() => store.close());
  return { store, folder: join(folder, "deep/er"), ctx, environment };
}

objectStoreSuite("rclone", (context) => new CheckingStore(scene(context).store), { skip, keepsTags: false });

test("an object is a file of its name, and nothing is left beside it", { skip }, async (context) => {
  const { store, folder } = scene(context);
  await store.put("a/one", [bytes("first")]);
  await store.put("a/one", [bytes("other")]);
  assert.equal(readFileSync(join(folder, "a/one"), "utf8"), "other");
  const left = readdirSync(join(folder, ".uploads"), { recursive: true, withFileTypes: true });
  assert.deepEqual(
    left.filter((entry) => entry.isFile()),
    [],
  );
});

test("what a replacement had removed when it was interrupted is read from its successor", { skip }, async (context) => {
  const { store, folder } = scene(context);
  mkdirSync(join(folder, ".uploads/next"), { recursive: true });
  writeFileSync(join(folder, ".uploads/next/a%2Fone"), "successor");
  assert.equal(Buffer.from((await store.get("a/one")).bytes).toString(), "successor");
  assert.equal((await store.head("a/one"))?.size, 9);
  await store.put("a/one", [bytes("new")]);
  assert.equal(Buffer.from((await store.get("a/one")).bytes).toString(), "new");
  await store.delete(["a/one"]);
  assert.equal(await store.head("a/one"), undefined);
});

test("uploads that were interrupted are no objects, and go a day later", { skip }, async (context) => {
  const { store, folder } = scene(context);
  mkdirSync(join(folder, ".uploads/new"), { recursive: true });
  for (const name of ["old", "young"]) writeFileSync(join(folder, ".uploads/new", name), "half");
  utimesSync(join(folder, ".uploads/new/old"), 1_700_000_000, 1_700_000_000);
  assert.deepEqual(await Array.fromAsync(store.list("")), []);
  await store.put("one", [bytes("x")]);
  assert.deepEqual(readdirSync(join(folder, ".uploads/new")), ["young"]);
});

test("variables that hide files, words or the port of rclone do nothing", { skip }, async (context) => {
  const environment = {
    RCLONE_EXCLUDE: "*",
    RCLONE_LOG_LEVEL: "ERROR",
    RCLONE_RC_NO_AUTH: "true",
    RCLONE_DRY_RUN: "true",
  };
  const { store } = scene(context, { environment });
  await store.put("one", [bytes("x")]);
  assert.deepEqual(await Array.fromAsync(store.list("")), [{ key: "one", size: 1 }]);
});

async function failure(action: () => Promise<unknown>): Promise<ObjectStoreError> {
  const error: unknown = await action().then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof ObjectStoreError, String(error));
  return error;
}

test("a missing program and a missing remote are told, and not tried again", async (context) => {
  const missing = await failure(() => scene(context, { program: "/nowhere/rclone" }).store.get("x"));
  assert.equal(missing.trouble, "no-rclone");
  assert.match(missing.message, /rclone cannot be started, or has ended \(.*\/nowhere\/rclone/);
  if (skip !== false) return;
  const unknown = await failure(() => scene(context, { remote: "none:x" }).store.get("x"));
  assert.equal(unknown.trouble, "refused");
  assert.match(unknown.message, /didn't find section in config file/);
  assert.ok(!missing.retryable && !unknown.retryable);
});

test("rclone ends with the store; its words are in the log, its password is not", { skip }, async (context) => {
  const { store, ctx, environment } = scene(context);
  await store.put("one", [bytes("x")]);
  const entry = `RCLONE_CONFIG=${environment["RCLONE_CONFIG"]}`;
  const [pid] = processesWith(entry);
  assert.ok(pid !== undefined);
  const variables = readFileSync(`/proc/${pid}/environ`, "latin1").split("\0");
  const password = variables.find((line) => line.startsWith("RCLONE_RC_PASS="))?.slice("RCLONE_RC_PASS=".length);
  assert.ok(password !== undefined && password.length > 40);
  assert.doesNotMatch(readFileSync(`/proc/${pid}/cmdline`, "latin1"), new RegExp(password));
  const messages = ctx.reporter.messages().join("\n");
  assert.match(messages, /rclone: .*Serving remote control/);
  assert.doesNotMatch(messages, new RegExp(password));
  store.close();
  while (processesWith(entry).length > 0) await setTimeout(50);
});
