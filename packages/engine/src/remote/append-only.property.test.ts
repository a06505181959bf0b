/** An append-only client may do what it likes: every state that was ever committed can be brought back on the server. */
import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import fc from "fast-check";
import { toHex } from "@coffer/format/bytes";
import type { MsgpackValue } from "@coffer/format/bytes";
import { testContext } from "@coffer/testkit/context";
import { RpcTestClient } from "@coffer/testkit/rpc-client";
import { LocalRepository } from "../repository/index.ts";
import { serveConnection } from "./index.ts";

const IDS = 6;
const scratch = mkdtempSync(join(tmpdir(), "coffer-append-only-"));
after(() => rmSync(scratch, { recursive: true, force: true }));
const pristine = join(scratch, "pristine");

type Call = readonly [method: string, args: Readonly<Record<string, MsgpackValue>>];
type Content = ReadonlyMap<string, string>;

const id = (number: number): Uint8Array => new Uint8Array(32).fill(number);

/** A repository with segments of a few entries, in folders of three. */
async function makePristine(): Promise<void> {
  const first = await LocalRepository.create(pristine, {}, testContext());
  await first.close();
  const path = join(pristine, "config");
  const config = readFileSync(path, "utf8");
  writeFileSync(path, config.replace(/max_segment_size = \d+/, "max_segment_size = 300").replace("= 1000", "= 3"));
  const repository = await LocalRepository.open(pristine, { exclusive: true }, testContext());
  for (let number = 0; number < IDS; number++) await repository.put(id(number), new Uint8Array(40).fill(number));
  await repository.commit();
  await repository.close();
}

await makePristine();

const bool = fc.boolean();
const calls: fc.Arbitrary<Call> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.nat(IDS), fc.nat(200))
      .map(([n, size]): Call => ["put", { id: id(n), data: new Uint8Array(size).fill(n) }]),
  },
  { weight: 4, arbitrary: fc.nat(IDS).map((n): Call => ["delete", { id: id(n) }]) },
  {
    weight: 4,
    arbitrary: fc
      .record({ compact: bool, threshold: fc.constantFrom(0, 0.1, -1), cleanup_commits: bool, save_space: bool })
      .map((args): Call => ["commit", args]),
  },
  fc.constantFrom<Call>(
    ["rollback", {}],
    ["destroy", {}],
    ["break_lock", {}],
    ["check", { repair: false }],
    ["check", { repair: true, save_space: true }],
    ["scan", { limit: 3 }],
    ["list", { limit: 3 }],
    ["save_key", { keydata: new TextEncoder().encode("other key") }],
    ["commit_nonce_reservation", { next_unreserved: 7, start_nonce: null }],
    ["close", {}],
  ),
  fc
    .record({
      create: bool,
      lock: bool,
      exclusive: fc.constantFrom(true, false, null),
      append_only: bool,
      make_parent_dirs: bool,
      below: fc.constantFrom("", "/", "/data", "/data/0", "/new/one"),
    })
    .map(({ below, ...args }): Call => ["open", { ...args, path: below }]),
);

/** State after each commit, by its segment. */
async function contentOf(path: string): Promise<Content> {
  const repository = await LocalRepository.open(path, { exclusive: true }, testContext());
  try {
    const content = new Map<string, string>();
    for (const object of await repository.list()) content.set(toHex(object), toHex(await repository.get(object)));
    return content;
  } finally {
    await repository.close();
  }
}

function segmentsOf(path: string): number[] {
  const files = readdirSync(join(path, "data"), { recursive: true, encoding: "utf8" });
  return files.filter((name) => name.includes("/")).map((name) => Number(name.replace(/^.*\//, "")));
}

/** What the manual tells the administrator to do. */
function goBackTo(transaction: number, source: string): string {
  const target = mkdtempSync(join(scratch, "back-"));
  cpSync(source, target, { recursive: true });
  for (const name of readdirSync(target))
    if (/^(?:index|hints|integrity|lock)\./.test(name)) rmSync(join(target, name), { recursive: true });
  for (const name of readdirSync(join(target, "data"), { recursive: true, encoding: "utf8" })) {
    if (name.includes("/") && Number(name.replace(/^.*\//, "")) > transaction) rmSync(join(target, "data", name));
  }
  return target;
}

test("an append-only client cannot make data vanish", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(calls, { maxLength: 30 }), async (sequence) => {
      const path = mkdtempSync(join(scratch, "run-"));
      cpSync(pristine, path, { recursive: true });
      const states = new Map([[Math.max(...segmentsOf(path)), await contentOf(path)]]);
      const client = new RpcTestClient();
      const served = serveConnection(
        client.connection,
        {
          restrictToPaths: [path],
          restrictToRepositories: [],
          appendOnly: true,
          storageQuota: undefined,
          version: "1.4.5",
          homeOf: () => undefined,
          onJson: () => undefined,
          sysinfo: () => "",
        },
        testContext(),
      );
      await client.result("open", { path, exclusive: true, lock_wait: 1 });
      for (const [method, args] of sequence) {
        const moved = method === "open" ? { ...args, path: `${path}${args["path"] as string}`, lock_wait: 1 } : args;
        const { failure } = await client.call(method, moved);
        // a copy, so that the client's lock stays what it is
        if (method === "commit" && failure === undefined) {
          const transaction = Math.max(...segmentsOf(path));
          states.set(transaction, await contentOf(goBackTo(transaction, path)));
        }
      }
      client.end();
      await served.catch(() => undefined);
      for (const [transaction, content] of states) {
        const back = goBackTo(transaction, path);
        assert.deepEqual(await contentOf(back), content, `transaction ${transaction}`);
        const repository = await LocalRepository.open(back, {}, testContext());
        assert.equal(await repository.check({}), true);
        await repository.close();
        rmSync(back, { recursive: true });
      }
      rmSync(path, { recursive: true });
    }),
    { numRuns: Number(process.env["COFFER_RUNS"] ?? 25) },
  );
});
