import assert from "node:assert/strict";
import { test } from "node:test";
import type { Item, ItemChunk } from "@coffer/format/archive";
import { comparePair, describeChanges } from "./item-changes.ts";

const STRICT = { canCompareChunkIds: true, contentOnly: false };
const CONTENT = { canCompareChunkIds: true, contentOnly: true };
const BLIND = { canCompareChunkIds: false, contentOnly: false };

function chunk(name: number, size: number, csize = size): ItemChunk {
  return { id: new Uint8Array(32).fill(name), size, csize };
}

function item(fields: Partial<Item> = {}): Item {
  return { path: "p", mode: 0o100644, uid: 1, gid: 2, user: "u", group: "g", mtime: 5n, ...fields };
}

function pair(before: Item | undefined, after: Item | undefined) {
  return { path: "p", before, after };
}

// What the class of the real borg answers for the same items.
test("comparePair() looks at source, mode, owner, times and chunks, and at nothing else", () => {
  const plain = item({ chunks: [chunk(1, 5)] });
  const verdict = (fields: Partial<Item>, rules = STRICT) =>
    comparePair(pair(plain, item({ chunks: [chunk(1, 5)], ...fields })), rules);
  assert.equal(verdict({}), "equal");
  for (const ignored of [{ uid: 7 }, { gid: 7 }, { atime: 1n }, { birthtime: 1n }, { rdev: 3 }, { bsdflags: 1 }]) {
    assert.equal(verdict(ignored), "equal", JSON.stringify(Object.keys(ignored)));
  }
  for (const telling of [{ mode: 0o100755 }, { user: null }, { group: "x" }, { mtime: 6n }, { ctime: 6n }]) {
    assert.equal(verdict(telling), "different", JSON.stringify(Object.keys(telling)));
    assert.equal(verdict(telling, CONTENT), "equal", "content only");
  }
  assert.equal(verdict({ source: "x" }, CONTENT), "different");
  assert.equal(verdict({ chunks: [chunk(1, 5, 6)] }), "different", "stored otherwise");
  assert.equal(comparePair(pair(plain, undefined), STRICT), "different");
  assert.equal(comparePair(pair(plain, item()), STRICT), "equal", "no content to compare with");
});

test("comparePair() asks for contents only where sizes are equal and chunks are not", () => {
  const verdict = (before: Item, after: Item) => comparePair(pair(before, after), BLIND);
  const whole = item({ chunks: [chunk(1, 5)] });
  assert.equal(verdict(whole, item({ chunks: [chunk(2, 2), chunk(3, 3)] })), "unknown");
  assert.equal(verdict(whole, item({ chunks: [chunk(2, 4)] })), "different");
  assert.equal(verdict(whole, item({ chunks: [chunk(1, 5, 9)] })), "equal");
  assert.equal(verdict(whole, item({ chunks: [chunk(2, 5)], mode: 0o100600 })), "different");
});

test("describeChanges() names content by the chunks that only one side has", () => {
  const before = item({ chunks: [chunk(1, 5), chunk(3, 1000)] });
  const after = item({ chunks: [chunk(1, 5), chunk(1, 5), chunk(4, 77), chunk(4, 77)] });
  assert.deepEqual(describeChanges(pair(before, after), STRICT), [{ type: "modified", added: 154, removed: 1000 }]);
  assert.deepEqual(describeChanges(pair(before, after), BLIND), [{ type: "modified" }]);
  assert.deepEqual(describeChanges(pair(undefined, after), BLIND), [{ type: "added", size: 164 }]);
  assert.deepEqual(describeChanges(pair(before, undefined), STRICT), [{ type: "removed", size: 1005 }]);
});

test("describeChanges() lists everything that changed, in Borg's order", () => {
  const before = item({ chunks: [chunk(1, 5)], ctime: 1n });
  const after = item({ chunks: [chunk(2, 6)], ctime: 2n, mtime: 7n, mode: 0o104755, user: "v", group: null });
  assert.deepEqual(describeChanges(pair(before, after), STRICT), [
    { type: "modified", added: 6, removed: 5 },
    { type: "owner", old_user: "u", old_group: "g", new_user: "v", new_group: null },
    { type: "mode", old_mode: 0o100644, new_mode: 0o104755 },
    { type: "ctime", old_ctime: 1n, new_ctime: 2n },
    { type: "mtime", old_mtime: 5n, new_mtime: 7n },
  ]);
});

test("describeChanges() says what kind of thing came or went, and is silent where Borg is", () => {
  const kinds = { 0o120777: "link", 0o040755: "directory", 0o060600: "blkdev", 0o020600: "chrdev", 0o010600: "fifo" };
  for (const [mode, name] of Object.entries(kinds)) {
    const one = item({ mode: Number(mode), ...(name === "link" ? { source: "t" } : {}) });
    assert.deepEqual(describeChanges(pair(undefined, one), STRICT), [{ type: `added ${name}` }]);
    assert.deepEqual(describeChanges(pair(one, undefined), STRICT), [{ type: `removed ${name}` }]);
  }
  const link = item({ mode: 0o120777, source: "t" });
  assert.deepEqual(describeChanges(pair(link, { ...link, source: "t2" }), STRICT), [{ type: "changed link" }]);
  const socket = item({ mode: 0o140600 });
  assert.deepEqual(describeChanges(pair(undefined, socket), STRICT), []);
  assert.deepEqual(describeChanges(pair(item({ source: "a" }), item({ source: "b" })), STRICT), []);
});
