import assert from "node:assert/strict";
import { test } from "node:test";
import { aclFromText, aclTextOfMode, aclToText, isMinimalAcl } from "./posix-acl.ts";
import type { AccountLookup } from "./posix-acl.ts";

const USERS: Record<number, string> = { 33: "www-data", 1000: "DOM\\jo e" };

const lookup: AccountLookup = {
  userName: (uid) => USERS[uid],
  groupName: (gid) => USERS[gid],
  userId: (name) => Number(Object.entries(USERS).find(([, known]) => known === name)?.[0] ?? Number.NaN) || undefined,
  groupId: (name) => (name === "www-data" ? 33 : undefined),
};

/** Entries of tag, permissions, id. */
function binary(...entries: (readonly [number, number, number])[]): Buffer {
  const acl = Buffer.alloc(4 + 8 * entries.length);
  acl.writeUInt32LE(2);
  for (const [i, [tag, permissions, id]] of entries.entries()) {
    acl.writeUInt16LE(tag, 4 + 8 * i);
    acl.writeUInt16LE(permissions, 6 + 8 * i);
    acl.writeUInt32LE(id, 8 + 8 * i);
  }
  return acl;
}

const NO_ID = 0xffffffff;
/** What `setfacl -m u:www-data:rwx,g:www-data:rwx,u:4242:r--,m::r--` makes of mode 0644, and what borg 1.4.5 stores for it. */
const MASKED = binary(
  [1, 6, NO_ID],
  [2, 7, 33],
  [2, 4, 4242],
  [4, 4, NO_ID],
  [8, 7, 33],
  [16, 4, NO_ID],
  [32, 4, NO_ID],
);
const MASKED_TEXT =
  "user::rw-\nuser:www-data:rwx\t:33\nuser:4242:r--:4242\ngroup::r--\ngroup:www-data:rwx\t:33\nmask::r--\nother::r--";

test("aclToText() writes what borg writes, TAB included", () => {
  assert.equal(aclToText(MASKED, lookup, false), MASKED_TEXT);
  assert.equal(aclToText(MASKED, lookup, true), MASKED_TEXT.replaceAll("www-data", "33"));
});

test("aclFromText() reads it back, by name or by number", () => {
  for (const numericIds of [false, true]) {
    assert.deepEqual(aclFromText(MASKED_TEXT, lookup, numericIds), new Uint8Array(MASKED));
  }
  const renumbered = "user::rwx\nuser:www-data:r--:7\ngroup::r-x\nmask::r-x\nother::r-x";
  const ids = [false, true].map((numeric) =>
    Buffer.from(aclFromText(renumbered, lookup, numeric) ?? []).readUInt32LE(16),
  );
  assert.deepEqual(ids, [33, 7]);
});

test("aclFromText() takes the stored number where the name is unknown here", () => {
  const acl = aclFromText("user::rwx\ngroup:ghosts:rw-:77\ngroup::---\nmask::rwx\nother::---", lookup, false);
  assert.deepEqual(
    acl,
    new Uint8Array(binary([1, 7, NO_ID], [4, 0, NO_ID], [8, 6, 77], [16, 7, NO_ID], [32, 0, NO_ID])),
  );
});

test("names with characters that would break the text are escaped", () => {
  const acl = binary([1, 6, NO_ID], [2, 4, 1000], [4, 4, NO_ID], [16, 4, NO_ID], [32, 4, NO_ID]);
  const text = aclToText(acl, lookup, false) ?? "";
  assert.match(text, /^user:DOM\\134jo\\040e:r--:1000$/m);
  assert.deepEqual(aclFromText(text, lookup, false), new Uint8Array(acl));
});

test("an empty text is an ACL without entries, comments are passed over", () => {
  assert.deepEqual(aclFromText("", lookup, false), Uint8Array.of(2, 0, 0, 0));
  assert.deepEqual(aclFromText("# file: x\nuser::r--  #effective:r--\n", lookup, false)?.length, 12);
});

test("what is no ACL gives nothing", () => {
  for (const text of [
    "user",
    "user::rwz",
    "nobody::rwx",
    "user:ghost:rwx",
    "mask:x:rwx",
    "user:x:rwx:99999999999",
    "__proto__::r",
  ]) {
    assert.equal(aclFromText(text, lookup, false), undefined, text);
  }
  for (const bytes of [Buffer.alloc(0), Buffer.alloc(4), Buffer.from([2, 0, 0, 0, 1]), binary([3, 7, 0])]) {
    assert.equal(aclToText(bytes, lookup, false), undefined);
  }
});

test("an ACL that says no more than the mode", () => {
  assert.ok(isMinimalAcl(binary([1, 6, NO_ID], [4, 4, NO_ID], [32, 4, NO_ID])));
  assert.ok(!isMinimalAcl(MASKED));
  assert.equal(aclTextOfMode(0o100751), "user::rwx\ngroup::r-x\nother::--x");
});
