import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, test } from "node:test";
import { fromHex } from "@coffer/format/bytes";
import { decodeResponse, encodeRequest } from "@coffer/format/rpc";
import type { RpcResponse } from "@coffer/format/rpc";
import { testContext } from "@coffer/testkit/context";
import { RpcTestClient } from "@coffer/testkit/rpc-client";
import { loadVectors } from "@coffer/testkit/spec";
import { LocalRepository } from "../repository/index.ts";
import { serveConnection } from "./index.ts";
import type { ServeConnectionOptions, ServerConnection } from "./index.ts";

interface Session {
  readonly note: string;
  readonly args: readonly string[];
  readonly steps: readonly { readonly request: string; readonly response: string }[];
  readonly trailing_stdout: string;
}

/** Where the recorded sessions had their repository, … */
const RECORDED = "/srv/vec-rpc";
/** … and where it is here: paths of the same length, so that the bytes of requests stay what they were. */
const folder = mkdtempSync("/tmp/r");
after(() => rmSync(folder, { recursive: true, force: true }));
const REPOSITORY_ID = fromHex("f021b6154ea21076b8bc718dda9358e630ad2a6ef2982b395e03d3a6f7bd0d41");

const OPTIONS: ServeConnectionOptions = {
  restrictToPaths: [],
  restrictToRepositories: [],
  appendOnly: false,
  storageQuota: undefined,
  version: "1.2.4",
  homeOf: () => undefined,
  onJson: () => undefined,
  sysinfo: () => "",
};

for (const session of loadVectors<{ sessions: readonly Session[] }>("rpc").sessions) {
  test(`recorded from borg serve: ${session.note}`, async () => {
    if (session.note.startsWith("quota")) limitQuota();
    const ctx = testContext({ randomBytes: () => REPOSITORY_ID });
    const client = new RpcTestClient();
    const served = serveConnection(client.connection, { ...OPTIONS, ...policyOf(session.args) }, ctx);
    for (const [at, step] of session.steps.entries()) {
      client.write(moved(fromHex(step.request)));
      if (step.response === "") continue;
      while (client.responses.length <= at) await new Promise((resolve) => setImmediate(resolve));
      assert.deepEqual(comparable(client.responses[at]), comparable(decodeResponse(moved(fromHex(step.response)))));
    }
    client.end();
    assert.equal(await served, session.trailing_stdout === "");
  });
}

test("a connection outlives the repository that it has destroyed", async () => {
  const path = join(folder, "short-lived");
  const client = new RpcTestClient();
  const served = serveConnection(client.connection, OPTIONS, testContext());
  await client.result("open", { path: Buffer.from(path), create: true, exclusive: true });
  await client.result("destroy");
  await assert.rejects(client.result("get", { id: new Uint8Array(32) }), /no repository is open/);
  await assert.rejects(client.result("__len__"), /no repository is open/);
  assert.equal(await client.result("rollback"), null);
  await client.result("open", { path: Buffer.from(path), create: true, exclusive: true });
  assert.equal(await client.result("__len__"), 0);
  client.end();
  assert.equal(await served, true);
});

test("nobody waits for a lock, or ends a check, for a client that is gone", async () => {
  const path = join(folder, "busy");
  const holder = await LocalRepository.create(path, {}, testContext());
  for (const byte of [1, 2]) {
    await holder.put(new Uint8Array(32).fill(byte), new Uint8Array(10));
    await holder.commit();
  }
  const waiting = new RpcTestClient();
  const served = serveConnection(waiting.connection, OPTIONS, testContext());
  const before = readdirSync(path).length;
  const opening = waiting.result("open", { path: Buffer.from(path), exclusive: true, lock_wait: null });
  const isRefused = assert.rejects(opening, { name: "ConnectionClosed" });
  while (readdirSync(path).length === before) await new Promise((resolve) => setTimeout(resolve, 5));
  waiting.end();
  await isRefused;
  await served;
  assert.equal(readdirSync(path).length, before);
  await holder.close();

  for (const repair of [false, true]) {
    const checking = new RpcTestClient();
    const checked = serveConnection(checking.connection, OPTIONS, testContext());
    await checking.result("open", { path: Buffer.from(path), exclusive: true });
    const msgid = checking.send("check", { repair });
    checking.end();
    await checked;
    const answer = checking.responses.find((one) => one.msgid === msgid);
    assert.equal(answer?.failure?.exception_class, repair ? undefined : "ConnectionClosed");
  }
});

test("objects that are asked for in one go come back each as itself", async () => {
  const path = Buffer.from(join(folder, "many"));
  const client = new RpcTestClient();
  const served = serveConnection(client.connection, OPTIONS, testContext());
  await client.result("open", { path, create: true, exclusive: true });
  const ids = Array.from({ length: 3000 }, (_, number) => Buffer.alloc(32, `${number} `));
  for (const id of ids) client.send("put", { id, data: id.subarray(0, 20) });
  await client.result("commit");
  const count = client.responses.length;
  const requests = ids.map((id, at) =>
    encodeRequest({ form: "named", msgid: 100_000 + at, method: "get", args: new Map([["id", id]]) }),
  );
  client.write(Buffer.concat(requests));
  client.end();
  await served;
  const found = client.responses.slice(count).map((response) => response.failure ?? response.result);
  assert.deepEqual(
    found,
    ids.map((id) => new Uint8Array(id.subarray(0, 20))),
  );
});

test("objects whose answers leave slowly are not overwritten by those that are read meanwhile", async () => {
  const client = new RpcTestClient();
  const slow: ServerConnection = {
    ...client.connection,
    // looks at the memory at the last moment
    send: async (parts) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      await client.connection.send(parts.map((part) => part.slice()));
    },
  };
  const served = serveConnection(slow, OPTIONS, testContext());
  await client.result("open", { path: Buffer.from(join(folder, "large")), create: true, exclusive: true });
  const sizes = [600_000, 20_000, 2_000_000, 100, 1_500_000, 9_000, 3_000_000];
  const objects = sizes.map((size, at) => ({ id: Buffer.alloc(32, at + 1), data: Buffer.alloc(size, at + 1) }));
  for (const object of objects) await client.result("put", object);
  await client.result("commit");
  const count = client.responses.length;
  const [half, few, two, small, ...more] = objects;
  assert.ok(half !== undefined && few !== undefined && two !== undefined && small !== undefined);
  // as many small ones as are read together, so that what was read before and after them is on its way at the same time
  const smalls = new Array<typeof small>(127).fill(small);
  const order = [...smalls, half, ...smalls, small, ...smalls, two, ...smalls, few, ...smalls, small, half, ...more];
  const requests = order.map(({ id }, at) =>
    encodeRequest({ form: "named", msgid: 100 + at, method: "get", args: new Map([["id", id]]) }),
  );
  client.write(Buffer.concat(requests));
  client.end();
  await served;
  const found = client.responses.slice(count);
  assert.equal(found.length, order.length);
  for (const [at, { data }] of order.entries()) {
    const answer = found[at];
    assert.ok(answer?.failure === undefined && data.equals(answer?.result as Uint8Array), `answer ${at} is its object`);
  }
});

function moved(bytes: Uint8Array): Uint8Array {
  return Buffer.from(Buffer.from(bytes).toString("latin1").replaceAll(RECORDED, folder), "latin1");
}

/** Without what is an implementation's own: Python's way to the error, the words of an assertion, a full stop that came with 1.4. */
function comparable(response: RpcResponse | undefined): unknown {
  assert.ok(response !== undefined);
  if (response.failure === undefined) return response;
  const { exception_full: _, ...failure } = response.failure;
  if (failure.exception_class === "AssertionError") return { ...failure, exception_args: [], exception_short: [] };
  return { ...failure, exception_short: failure.exception_short.map((line) => line.replace(/\.$/, "")) };
}

function limitQuota(): void {
  const path = join(folder, "repo/config");
  writeFileSync(path, readFileSync(path, "utf8").replace("storage_quota = 0", "storage_quota = 100"));
}

function policyOf(args: readonly string[]): Partial<ServeConnectionOptions> {
  const [option, value = ""] = args.map((word) => word.replace(RECORDED, folder));
  if (option === "--restrict-to-path") return { restrictToPaths: [value] };
  if (option === "--restrict-to-repository") return { restrictToRepositories: [value] };
  return { appendOnly: option === "--append-only" };
}
