import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { removeTree } from "./remove-tree.ts";

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "coffer-remove-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

test("removeTree() removes names of any bytes and closed folders", async (t) => {
  const tree = join(folderFor(t), "tree");
  mkdirSync(join(tree, "deep/closed"), { recursive: true });
  for (let at = 0; at < 1200; at++) writeFileSync(join(tree, "deep", String(at)), "");
  writeFileSync(Buffer.concat([Buffer.from(`${tree}/deep/closed/`), Buffer.from([0xff, 0xfe])]), "");
  chmodSync(join(tree, "deep/closed"), 0);
  await removeTree(tree);
  assert.equal(existsSync(tree), false);
  await removeTree(tree);
});

test("removeTree() removes links, and nothing that they lead to", async (t) => {
  const folder = folderFor(t);
  mkdirSync(join(folder, "kept"));
  writeFileSync(join(folder, "kept/file"), "");
  mkdirSync(join(folder, "tree"));
  symlinkSync("../kept", join(folder, "tree/inside"));
  symlinkSync("kept", join(folder, "itself"));
  await removeTree(join(folder, "tree"));
  await removeTree(join(folder, "itself"));
  assert.deepEqual(readdirSync(folder), ["kept"]);
  assert.deepEqual(readdirSync(join(folder, "kept")), ["file"]);
});
