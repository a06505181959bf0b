import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { TestContext } from "node:test";
import type { ObjectStore, ObjectStoreTrouble } from "@coffer/engine/object-store";

const RACERS = 16;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array): string => new TextDecoder().decode(data);
const hasTrouble =
  (trouble: ObjectStoreTrouble) =>
  (error: unknown): boolean =>
    (error as { trouble?: string }).trouble === trouble;

async function keys(store: ObjectStore, prefix: string, after?: string): Promise<string[]> {
  const found = await Array.fromAsync(store.list(prefix, after === undefined ? {} : { after }));
  return found.map(({ key }) => key);
}

export interface ObjectStoreSuiteOptions {
  /** Why all of it is skipped. */
  readonly skip?: string | false;
  /** Whether tags are kept with objects; default true. */
  readonly keepsTags?: boolean;
}

/** @param make An empty store for one test. */
export function objectStoreSuite(
  implementation: string,
  make: (context: TestContext) => ObjectStore | Promise<ObjectStore>,
  { skip = false, keepsTags = true }: ObjectStoreSuiteOptions = {},
): void {
  void describe(`object store suite: ${implementation}`, { skip }, () => {
    const check = (name: string, body: (store: ObjectStore) => Promise<void>): void => {
      void test(name, async (context) => {
        const store = await make(context);
        await body(store);
        store.close();
      });
    };
    readTests(check, keepsTags);
    conditionTests(check);
    listTests(check);
  });
}

type Check = (name: string, body: (store: ObjectStore) => Promise<void>) => void;

function readTests(check: Check, keepsTags: boolean): void {
  check("get() gives what put() stored, in parts or not", async (store) => {
    await store.put("a/one", [bytes("first"), bytes(""), bytes(" second")]);
    await store.put("empty", []);
    const found = await store.get("a/one");
    assert.equal(text(found.bytes), "first second");
    assert.equal(found.size, 12);
    assert.equal((await store.get("empty")).bytes.length, 0);
    await store.put("a/one", [bytes("third")]);
    assert.equal(text((await store.get("a/one")).bytes), "third");
  });

  check("get() gives ranges, short at the end, with the size of all", async (store) => {
    await store.put("file", [bytes("0123456789")]);
    const read = async (offset: number, length: number): Promise<string> => {
      const { bytes: found, size } = await store.get("file", { range: { offset, length } });
      assert.equal(size, 10);
      return text(found);
    };
    assert.equal(await read(3, 4), "3456");
    assert.equal(await read(8, 10), "89");
    assert.equal(await read(10, 5), "");
    assert.equal(await read(50, 5), "");
    assert.equal(await read(4, 0), "");
    assert.equal(await read(4, Infinity), "456789");
  });

  check("missing objects: trouble from get(), undefined from head(), nothing from delete()", async (store) => {
    await assert.rejects(store.get("none"), hasTrouble("missing"));
    await assert.rejects(store.get("none", { range: { offset: 5, length: 5 } }), hasTrouble("missing"));
    assert.equal(await store.head("none"), undefined);
    await store.delete(["none"]);
  });

  check("head() tells size, tag and times", async (store) => {
    const { etag } = await store.put("file", [bytes("12345")], { tag: "a tag" });
    const facts = await store.head("file");
    assert.equal(facts?.size, 5);
    assert.equal(facts.etag, etag);
    assert.equal(facts.tag, keepsTags ? "a tag" : undefined);
    assert.ok(facts.modifiedMs <= facts.serverMs + 1000);
    assert.ok(Math.abs(facts.serverMs - Date.now()) < 3_600_000);
  });

  check("keys may hold what is special in URLs", async (store) => {
    const odd = ["a b+c%20d", "ü/ö?x=1&y#z", "(1)*'!"];
    for (const key of odd) await store.put(key, [bytes(key)]);
    for (const key of odd) assert.equal(text((await store.get(key)).bytes), key);
    assert.deepEqual(new Set(await keys(store, "")), new Set(odd));
    await store.delete(odd);
    assert.deepEqual(await keys(store, ""), []);
  });
}

function conditionTests(check: Check): void {
  check("put({ ifAbsent }) creates and never replaces", async (store) => {
    const condition = { ifAbsent: true } as const;
    await store.put("file", [bytes("one")], { condition });
    await assert.rejects(store.put("file", [bytes("two")], { condition }), hasTrouble("unmet"));
    assert.equal(text((await store.get("file")).bytes), "one");
    await store.delete(["file"]);
    await store.put("file", [bytes("three")], { condition });
  });

  check("put({ ifMatch }) replaces what is known, and nothing else", async (store) => {
    const first = await store.put("file", [bytes("one")]);
    const second = await store.put("file", [bytes("two")], { condition: { ifMatch: first.etag } });
    await assert.rejects(
      store.put("file", [bytes("late")], { condition: { ifMatch: first.etag } }),
      hasTrouble("unmet"),
    );
    assert.equal(text((await store.get("file")).bytes), "two");
    await store.delete(["file"]);
    await assert.rejects(store.put("file", [bytes("late")], { condition: { ifMatch: second.etag } }));
    assert.equal(await store.head("file"), undefined);
  });

  check("of many puts at the same time that need absence, one succeeds", async (store) => {
    const racers = Array.from({ length: RACERS }, (_, at) =>
      store.put("prize", [bytes(String(at))], { condition: { ifAbsent: true } }).then(
        () => at,
        () => undefined,
      ),
    );
    const winners = (await Promise.all(racers)).filter((at) => at !== undefined);
    assert.equal(winners.length, 1);
    assert.equal(text((await store.get("prize")).bytes), String(winners[0]));
  });
}

function listTests(check: Check): void {
  check("list() gives keys below a prefix in the order of their bytes", async (store) => {
    for (const key of ["b/2", "b/10", "b/1", "a", "c/1", "b-"]) await store.put(key, [bytes("x")]);
    assert.deepEqual(await keys(store, "b/"), ["b/1", "b/10", "b/2"]);
    assert.deepEqual(await keys(store, "b/", "b/10"), ["b/2"]);
    assert.deepEqual(await keys(store, "none"), []);
    assert.equal((await keys(store, "")).length, 6);
  });

  check("list() and delete() go through many pages", async (store) => {
    const all = Array.from({ length: 120 }, (_, at) => `many/${String(at).padStart(5, "0")}`);
    await Promise.all(all.map((key) => store.put(key, [])));
    assert.deepEqual(await keys(store, "many/"), all);
    await store.delete(all.slice(1));
    assert.deepEqual(await keys(store, ""), [all[0]]);
  });
}
