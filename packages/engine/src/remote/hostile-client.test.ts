/** What a client may try that is no Borg: refused with an error, memory bounded, the repository and its neighbours as before. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { packValue } from "@coffer/format/bytes";
import type { MsgpackValue } from "@coffer/format/bytes";
import { testContext } from "@coffer/testkit/context";
import { RpcTestClient } from "@coffer/testkit/rpc-client";
import { LocalRepository } from "../repository/index.ts";
import { serveConnection } from "./index.ts";
import type { ServeConnectionOptions } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "coffer-hostile-"));
after(() => rmSync(folder, { recursive: true, force: true }));
const ours = join(folder, "ours/repo");
const others = join(folder, "others/repo");

const OPEN = { lock_wait: 1, lock: true };
const id = (number: number): Uint8Array => new Uint8Array(32).fill(number);
const content = (text: string): Uint8Array => new TextEncoder().encode(text);

for (const path of [ours, others]) {
  mkdirSync(join(path, ".."), { recursive: true });
  const repository = await LocalRepository.create(path, {}, testContext());
  await repository.put(id(1), content("precious"));
  await repository.put(id(0), content("manifest"));
  await repository.commit();
  await repository.close();
}
const untouched = snapshot(others);

function begin(options: Partial<ServeConnectionOptions> = {}): { client: RpcTestClient; served: Promise<boolean> } {
  const client = new RpcTestClient();
  const served = serveConnection(
    client.connection,
    {
      restrictToPaths: [join(folder, "ours")],
      restrictToRepositories: [],
      appendOnly: false,
      storageQuota: undefined,
      version: "1.4.5",
      homeOf: (user) => (user === "other" ? join(folder, "others") : undefined),
      onJson: () => undefined,
      sysinfo: () => "",
      ...options,
    },
    testContext({ cwd: join(folder, "ours"), folders: { ...testContext().folders, base: join(folder, "others") } }),
  );
  return { client, served };
}

/** Names, sizes and contents of all files. */
function snapshot(path: string): Record<string, string> {
  const files = readdirSync(path, { recursive: true, encoding: "utf8" }).filter((name) =>
    statSync(join(path, name)).isFile(),
  );
  return Object.fromEntries(files.toSorted().map((name) => [name, readFileSync(join(path, name), "latin1")]));
}

/** The repository is sound, its lock is free, and the precious object is in it. */
async function assertUnharmed(): Promise<void> {
  const repository = await LocalRepository.open(ours, { exclusive: true }, testContext());
  assert.equal(Buffer.from(await repository.get(id(1))).toString(), "precious");
  assert.equal(await repository.check({}), true);
  await repository.close();
  assert.deepEqual(snapshot(others), untouched);
}

test("paths that leave the restriction are refused", async () => {
  symlinkSync(join(folder, "others"), join(folder, "ours/link"));
  symlinkSync("circle", join(folder, "ours/circle"));
  const { client, served } = begin();
  const paths = [
    others,
    `${folder}/ours/../others/repo`,
    `${folder}/ours/./../others/repo`,
    `${folder}/ours/nothing/../../others/repo`,
    `/./../others/repo`,
    `../others/repo`,
    `/.//${others}`,
    `/~/repo`,
    `~/repo`,
    `~//${others}`,
    `/~other/repo`,
    `~other/repo`,
    `~other/../others/repo`,
    `${folder}/ours/link/repo`,
    `${folder}/ours/link/../repo`,
    `${folder}/ours/circle/repo`,
    `${folder}/ours-too/repo`,
    `${folder}/ours/%2e%2e/../../others/repo`,
    `${folder}/ours\0/../others/repo`,
    "/",
    "",
    ".",
  ];
  for (const path of paths) {
    for (const create of [false, true]) {
      const error = await client.result("open", { ...OPEN, path, create }).then(
        () => undefined,
        (reason: unknown) => reason as Error,
      );
      const isRefused = ["PathNotAllowed", "PathAlreadyExists", "InvalidRepository", "InvalidRepositoryConfig"];
      assert.ok(error !== undefined && isRefused.includes(error.name), `${JSON.stringify(path)}: ${String(error)}`);
    }
  }
  // encoded once more, it is a name like any other, below what is allowed
  const encoded = `${folder}/ours/%2e%2e%2fothers`;
  await assert.rejects(client.result("open", { path: encoded }), { name: "DoesNotExist" });
  await assert.rejects(client.result("open", { path: new Uint8Array([0x2f, 0xff, 0xfe]) }), { name: "PathNotAllowed" });
  client.end();
  await served;
  await assertUnharmed();
});

test("--restrict-to-repository gives no access to what is below", async () => {
  const { client, served } = begin({ restrictToPaths: [], restrictToRepositories: [ours] });
  for (const path of [`${ours}/data`, `${ours}/new`, join(folder, "ours"), others]) {
    await assert.rejects(client.result("open", { path, create: true }), { name: "PathNotAllowed" });
  }
  await client.result("open", { ...OPEN, path: `${ours}/../repo/` });
  client.end();
  assert.equal(await served, true);
  await assertUnharmed();
});

test("a refused open closes what was open before", async () => {
  const { client, served } = begin();
  await client.result("open", { ...OPEN, path: ours });
  await assert.rejects(client.result("open", { path: others }), { name: "PathNotAllowed" });
  await assert.rejects(client.result("get", { id: id(1) }), { name: "Exception" });
  client.end();
  await served;
});

test("methods out of the list are no methods", async () => {
  const { client, served } = begin();
  await client.result("open", { ...OPEN, path: ours, exclusive: true });
  const names = ["constructor", "__proto__", "toString", "hasOwnProperty", "close", "#ctx", "repository", "", "put\0"];
  for (const name of names) await assert.rejects(client.result(name), { name: "InvalidRPCMethod" }, name);
  await assert.rejects(client.result("x".repeat(100_000)), { name: "InvalidRPCMethod" });
  client.end();
  await served;
  await assertUnharmed();
});

test("arguments of a wrong kind or size are refused, and nothing is done", async () => {
  const { client, served } = begin();
  await client.result("open", { ...OPEN, path: ours, exclusive: true });
  const data = content("x");
  const wrong: [method: string, args: Record<string, MsgpackValue>][] = [
    ["get", {}],
    ["get", { id: null }],
    ["get", { id: 5 }],
    ["get", { id: new Uint8Array(31) }],
    ["get", { id: [id(1)] }],
    ["put", { id: id(2) }],
    ["put", { id: new Uint8Array(33), data }],
    ["put", { id: id(2), data: 7 }],
    ["put", { id: id(2), data: new Map() }],
    ["put", { id: id(2), data: new Uint8Array(20_971_480) }],
    ["delete", { id: new Uint8Array(0) }],
    ["list", { limit: "many" }],
    ["list", { limit: NaN }],
    ["list", { marker: new Uint8Array(5) }],
    ["list", { marker: id(9) }],
    ["scan", { limit: 0 }],
    ["scan", { limit: -1 }],
    ["commit", { threshold: "all" }],
    ["commit", { compact: 1 }],
    ["commit", { threshold: NaN }],
    ["check", { repair: "yes" }],
    ["check", { repair: true, max_duration: 5 }],
    ["save_key", { keydata: 7 }],
    ["save_key", { keydata: new Uint8Array(65_537) }],
    ["save_key", { keydata: content("x\r[repository]\rid = 00") }],
    ["save_key", { keydata: new Uint8Array([0xff]) }],
    ["commit_nonce_reservation", { next_unreserved: -1, start_nonce: null }],
    ["commit_nonce_reservation", { next_unreserved: 1.5, start_nonce: null }],
    ["commit_nonce_reservation", { next_unreserved: 5, start_nonce: 3 }],
    ["negotiate", { client_data: new Map([["client_version", "1.4.5"]]) }],
    ["open", { path: 5 }],
  ];
  for (const [method, args] of wrong) {
    const names = /^(TypeError|ValueError|IntegrityError|ObjectNotFound|AssertionError|Exception)$/;
    await assert.rejects(client.result(method, args), { name: names }, `${method} ${Object.keys(args).join()}`);
    if (method === "put") await client.result("rollback");
  }
  client.end();
  await served;
  await assertUnharmed();
});

test("a key cannot change other settings of the repository", async () => {
  const { client, served } = begin();
  await client.result("open", { ...OPEN, path: ours, exclusive: true });
  const before = readFileSync(join(ours, "config"), "utf8");
  const keydata = content("BLOB\n[repository]\nappend_only = 1\nid = 00\n\n[more]\nx = 1");
  await client.result("save_key", { keydata });
  assert.deepEqual(
    Buffer.from((await client.result("load_key")) as Uint8Array).toString(),
    Buffer.from(keydata).toString(),
  );
  client.end();
  await served;
  const repository = await LocalRepository.open(ours, {}, testContext());
  const id = /^id = .*$/m.exec(before)?.[0] ?? "";
  assert.ok(readFileSync(join(ours, "config"), "utf8").includes(id));
  assert.equal(repository.isAppendOnly, false);
  await repository.close();
  await assertUnharmed();
});

test("nonces are not set back", async () => {
  const { client, served } = begin();
  await client.result("open", { ...OPEN, path: ours, exclusive: true });
  await client.result("commit_nonce_reservation", { next_unreserved: 1000, start_nonce: null });
  for (const next_unreserved of [0, 999]) {
    await assert.rejects(client.result("commit_nonce_reservation", { next_unreserved, start_nonce: 1000 }));
  }
  assert.equal(await client.result("get_free_nonce"), 1000);
  client.end();
  await served;
});

test("nothing is written without the lock", async () => {
  const { client, served } = begin();
  await client.result("open", { path: ours, lock: false, exclusive: true });
  await assert.rejects(client.result("put", { id: id(1), data: content("bad") }));
  await assert.rejects(client.result("delete", { id: id(1) }));
  await assert.rejects(client.result("check", { repair: true }));
  await client.result("commit_nonce_reservation", { next_unreserved: 5000, start_nonce: 1000 });
  assert.equal(await client.result("get_free_nonce"), 1000);
  client.end();
  await served;
  await assertUnharmed();
});

const rubbish: [name: string, bytes: Uint8Array][] = [
  ["a text", content("GET / HTTP/1.0\r\n\r\n")],
  ["a frame of 4 GiB", new Uint8Array([0x83, 0xa1, 0x69, 0x01, 0xdb, 0xff, 0xff, 0xff, 0xff])],
  ["a list of 4 billion", new Uint8Array([0xdd, 0xff, 0xff, 0xff, 0xff])],
  ["a map of 4 billion", new Uint8Array([0xdf, 0xff, 0xff, 0xff, 0xff])],
  ["lists in lists", new Uint8Array(100_000).fill(0x91)],
  ["an extension", new Uint8Array([0xc7, 0x01, 0x00, 0x00])],
  ["a number", packValue(5)],
  ["a map without a method", packValue(new Map<string, MsgpackValue>([["i", 1]]))],
  [
    "a request without a number",
    packValue(
      new Map<string, MsgpackValue>([
        ["i", null],
        ["m", "get"],
        ["a", new Map()],
      ]),
    ),
  ],
  [
    "arguments that are no map",
    packValue(
      new Map<string, MsgpackValue>([
        ["i", 1],
        ["m", "get"],
        ["a", [1]],
      ]),
    ),
  ],
  ["five elements", packValue([1, 1, "get", [id(1)], 1])],
  ["too few arguments", packValue([1, 1, "put", [id(1)]])],
];
for (const [name, bytes] of rubbish) {
  test(`${name} ends the conversation; what was asked before is answered`, async () => {
    const { client, served } = begin();
    const refused = assert.rejects(served, { name: "UnexpectedRPCDataFormatFromClient" });
    client.send("open", { ...OPEN, path: ours, exclusive: true });
    const put = client.send("put", { id: id(1), data: content("half done") });
    const get = client.send("get", { id: id(1) });
    client.write(bytes);
    await refused;
    assert.deepEqual(
      client.responses.map(({ msgid, failure }) => [msgid, failure]),
      [
        [1, undefined],
        [put, undefined],
        [get, undefined],
      ],
    );
    await assertUnharmed();
  });
}

test("a client that has broken its own lock leaves in peace", async () => {
  const { client, served } = begin();
  await client.result("open", { ...OPEN, path: ours, exclusive: true });
  await client.result("break_lock");
  await assert.rejects(client.result("put", { id: id(1), data: content("bad") }), { name: "NotMyLock" });
  client.end();
  assert.equal(await served, true);
  await assertUnharmed();
});

test("half a frame and the end: the transaction is forgotten", async () => {
  const { client, served } = begin();
  await client.result("open", { ...OPEN, path: ours, exclusive: true });
  await client.result("put", { id: id(1), data: content("half done") });
  client.write(
    packValue(
      new Map<string, MsgpackValue>([
        ["i", 9],
        ["m", "commit"],
        ["a", new Map()],
      ]),
    ).subarray(0, 9),
  );
  client.end();
  assert.equal(await served, true);
  await assertUnharmed();
});

test("a client that does not listen is not listened to either", async () => {
  const { client, served } = begin();
  await client.result("open", { ...OPEN, path: ours, exclusive: true });
  await client.result("put", { id: id(7), data: new Uint8Array(100_000) });
  client.isDeaf = true;
  const asked = Array.from({ length: 3000 }, () => client.send("get", { id: id(7) }));
  for (let turn = 0; turn < 500 || client.heldBack === 0; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
  }
  assert.ok(client.heldBack < 10_000_000, `${client.heldBack} bytes wait to be sent`);
  assert.ok(client.unread > 2900, `${client.unread} requests were left alone`);
  client.end();
  client.isDeaf = false;
  await served;
  const answered = client.responses.filter(({ failure }) => failure === undefined).map(({ msgid }) => msgid);
  assert.deepEqual(answered.slice(-3000), asked);
});
