import assert from "node:assert/strict";
import { test } from "node:test";
import { parseMountWords } from "./mount-options.ts";

test("parseMountWords() takes out Borg's own options and keeps the rest in order", () => {
  const words = parseMountWords("allow_other,versions,uid=12,gid=34,umask=027,max_read=4096,allow_damaged_files");
  assert.deepEqual(words, {
    versions: true,
    allowDamagedFiles: true,
    uid: 12,
    gid: 34,
    umask: 0o027,
    rest: ["fsname=borgfs", "ro", "default_permissions", "allow_other", "max_read=4096"],
  });
  assert.deepEqual(parseMountWords(""), {
    versions: false,
    allowDamagedFiles: false,
    uid: undefined,
    gid: undefined,
    umask: 0,
    rest: ["fsname=borgfs", "ro", "default_permissions"],
  });
});

test("parseMountWords() leaves permissions out for ignore_permissions only", () => {
  assert.deepEqual(parseMountWords("ignore_permissions").rest, ["fsname=borgfs", "ro"]);
  assert.deepEqual(parseMountWords("ignore_permissions=no").rest, ["fsname=borgfs", "ro", "default_permissions"]);
});

test("parseMountWords() refuses values that are none", () => {
  for (const text of ["uid=x", "umask=9", "versions=maybe", "gid=-1"]) {
    assert.throws(() => parseMountWords(text), { message: `Error: unsupported value in option: ${text}` });
  }
});
