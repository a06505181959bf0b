import assert from "node:assert/strict";
import { test } from "node:test";
import { OSError, osErrorFrom } from "./os-error.ts";
import { pythonBytesRepr, pythonRepr } from "./python-repr.ts";

test("pythonRepr() quotes as Python does", () => {
  for (const [text, shown] of [
    ["plain", "'plain'"],
    ["it's", `"it's"`],
    [`both ' and "`, `'both \\' and "'`],
    ["a\\b\n\r\t", "'a\\\\b\\n\\r\\t'"],
    ["\x00\x7f", "'\\x00\\x7f'"],
    ["\u00e4\u65e5\u{1f4be}", "'\u00e4\u65e5\u{1f4be}'"],
    ["\udcff", "'\\udcff'"],
    ["\u00a0\u2028\u{e0001}", "'\\xa0\\u2028\\U000e0001'"],
  ] as const) {
    assert.equal(pythonRepr(text), shown);
  }
  assert.equal(pythonBytesRepr(Buffer.from([0x61, 0xff, 0x27, 0x0a])), `b"a\\xff'\\n"`);
});

test("OSError says what Python says", () => {
  assert.equal(new OSError(2, "x").message, "[Errno 2] No such file or directory: 'x'");
  assert.equal(new OSError(2, "x").code, "ENOENT");
  assert.equal(new OSError(13).message, "[Errno 13] Permission denied");
  assert.equal(new OSError(17, "a", "b").message, "[Errno 17] File exists: 'a' -> 'b'");
  assert.equal(new OSError(1, 7).message, "[Errno 1] Operation not permitted: '<FD 7>'");
  assert.equal(new OSError(1, Buffer.from("x")).message, "[Errno 1] Operation not permitted: b'x'");
});

test("osErrorFrom() converts errors of node:fs and leaves others", () => {
  const node = Object.assign(new Error("x"), { errno: -28, code: "ENOSPC" });
  assert.equal((osErrorFrom(node) as Error).message, "[Errno 28] No space left on device");
  const other = new Error("other");
  assert.equal(osErrorFrom(other), other);
});
