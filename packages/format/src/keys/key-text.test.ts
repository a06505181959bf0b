import assert from "node:assert/strict";
import { test } from "node:test";
import { toHex } from "../bytes/index.ts";
import { NotABorgKeyFile, RepoIdMismatch } from "../errors/index.ts";
import { formatKeyFile, importKeyFile, KeyBlobError, keyBlobFromText, keyBlobToText, parseKeyFile } from "./index.ts";

const repositoryId = new Uint8Array(32).fill(0xa5);
const hex = toHex(repositoryId);
const blob = Uint8Array.from({ length: 100 }, (_, i) => i);
const text = keyBlobToText(blob);
const content = (value: string): Uint8Array => new Uint8Array(Buffer.from(value));

test("keyBlobToText() breaks after 70 characters", () => {
  assert.deepEqual(
    text.split("\n").map((line) => line.length),
    [70, 66],
  );
  assert.equal(keyBlobToText(new Uint8Array(52).fill(1)).split("\n").length, 2);
  assert.equal(keyBlobToText(new Uint8Array(51).fill(1)).split("\n").length, 1);
});

test("keyBlobFromText() takes blanks anywhere and refuses what is short or no base64", () => {
  assert.deepEqual(keyBlobFromText(`\t${text.replaceAll("\n", "\r\n\t")}  `), blob);
  assert.throws(() => keyBlobFromText(""), KeyBlobError);
  assert.throws(() => keyBlobFromText("AAAA"), KeyBlobError);
  assert.throws(() => keyBlobFromText(text.slice(0, -3)), KeyBlobError);
});

test("parseKeyFile() tells this repository's key from others and from noise", () => {
  const status = (value: string): string => parseKeyFile(content(value), repositoryId, "k").status;
  const other = "0".repeat(64);
  assert.equal(status(formatKeyFile(repositoryId, text)), "found");
  assert.equal(status(formatKeyFile(repositoryId, text).replaceAll("\n", "\r\n")), "found");
  assert.equal(status(`BORG_KEY ${other}\n${text}\n`), "mismatch");
  assert.equal(status("BORG_KEYS"), "invalid");
  assert.equal(status(""), "invalid");
  assert.equal(parseKeyFile(new Uint8Array([0xff, 0xfe, 0]), repositoryId, "k").status, "invalid");
});

test("parseKeyFile() warns in Borg's words", () => {
  const cases: [content: string, warning: string][] = [
    [`BORG_KEY ${hex}`, "expected 2+ lines total."],
    [`BORG_KEY ${hex}\n`, "expected 2+ lines total."],
    [`BORG_KEY ${hex}00\n${text}\n`, "key line 1 seems too long."],
    [`BORG_KEY ${hex}\nabcde\n`, "key line 2+ does not look like base64."],
    [`BORG_KEY ${hex}\nAAAA\n`, "binary encrypted key data from key line 2+ suspiciously short."],
  ];
  for (const [value, warning] of cases)
    assert.deepEqual(parseKeyFile(content(value), repositoryId, "/k/x"), {
      status: "invalid",
      warning: `borg key sanity check: ${warning} [/k/x]`,
    });
});

test("importKeyFile() wants the exact first line", () => {
  assert.equal(importKeyFile(content(formatKeyFile(repositoryId, text)), repositoryId), `${text}\n`);
  assert.throws(() => importKeyFile(content(`BORG_KEY ${"0".repeat(64)}\n${text}\n`), repositoryId), RepoIdMismatch);
  assert.throws(() => importKeyFile(content(`BORG_KEY ${hex}`), repositoryId), RepoIdMismatch);
  assert.throws(() => importKeyFile(content("something else"), repositoryId), NotABorgKeyFile);
});

test("formatKeyFile() adds a line end only where there is none", () => {
  assert.equal(formatKeyFile(repositoryId, `${text}\n`), formatKeyFile(repositoryId, text));
});
