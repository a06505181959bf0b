import assert from "node:assert/strict";
import { chmodSync, linkSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Client, coffer, temporaryFolder } from "@coffer/testkit/borg";
import { needBorg } from "./support/index.ts";

const needed = needBorg();

/** Arguments after `diff`; `A` to `D` stand for the archives. */
const COMPARISONS: readonly (readonly string[])[] = [
  ["A", "B"],
  ["B", "A"],
  ["A", "A"],
  ["A", "B", "--content-only"],
  ["A", "B", "--json-lines"],
  ["B", "A", "--json-lines", "--content-only"],
  ["A", "B", "--numeric-ids"],
  ["A", "B", "--sort"],
  ["A", "B", "--sort-by", "path"],
  ["A", "B", "--sort-by", ">size_added,<path"],
  ["A", "B", "--sort-by", "size,>mtime"],
  ["A", "B", "--sort-by", "size_diff , ctime_diff"],
  ["A", "B", "--sort-by", "nonsense"],
  ["A", "B", "--sort-by", ","],
  ["A", "B", "-e", "sh:**/z*", "--exclude", "source/large"],
  ["A", "B", "source/large", "source/nowhere"],
  ["B", "C"],
  ["A", "C", "--json-lines"],
  ["C", "D"],
  ["B", "D", "--content-only"],
  ["B", "C", "--same-chunker-params"],
  ["A", "nothing"],
  ["A", "bad/name"],
];

test("diff says what the real borg says", { skip: needed.skip }, async (context) => {
  const { borg } = needed;
  assert.ok(borg !== undefined);
  const folder = temporaryFolder(context);
  // Borg's new exit codes: its old ones count a warning that its version 1.2 counted, too
  const client = new Client(join(folder, "home"), { env: { BORG_EXIT_CODES: "modern" } });
  const repository = join(folder, "repository");
  const create = (name: string, ...args: string[]) =>
    client.call(borg, ["create", ...args, `${repository}::${name}`, "source"], { cwd: folder });

  await client.call(borg, ["init", "-e", "repokey-blake2", repository]);
  makeTree(join(folder, "source"));
  await create("A");
  changeTree(join(folder, "source"));
  await create("B");
  await create("C", "--chunker-params", "10,14,12,4095");
  writeFileSync(join(folder, "source/large"), content(300_000, 10_000));
  await create("D", "--chunker-params", "fixed,4096");

  for (const [first, ...rest] of COMPARISONS) {
    await context.test([first, ...rest].join(" "), async () => {
      const args = ["diff", `${repository}::${first}`, ...rest];
      const expected = await client.call(borg, args, { codes: "any" });
      const { code, text, stderr } = await client.call(coffer, args, { codes: "any" });
      assert.deepEqual(
        { code, text, words: wordsOf(stderr) },
        { code: expected.code, text: expected.text, words: wordsOf(expected.stderr) },
      );
    });
  }
});

/** Without the usage, which has words of its own. */
function wordsOf(stderr: string): string {
  return stderr.includes("error: ") ? stderr.slice(stderr.indexOf("error: ")) : stderr;
}

/** Bytes that do not repeat, one of them changed. */
function content(length: number, changedAt = -1): Buffer {
  const bytes = Buffer.alloc(length);
  for (let index = 0, state = 1; index < length; index++) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    bytes[index] = (state >> 16) ^ (index === changedAt ? 1 : 0);
  }
  return bytes;
}

function makeTree(root: string): void {
  for (const path of ["", "kept", "gone", "kept/below", "becomes-file"]) mkdirSync(join(root, path));
  writeFileSync(join(root, "large"), content(300_000));
  for (const name of ["same", "removed", "mode", "becomes-folder", "z-one", "linked", "left"]) {
    writeFileSync(join(root, name), name);
  }
  linkSync(join(root, "linked"), join(root, "linked-too"));
  linkSync(join(root, "left"), join(root, "a-left-too"));
  symlinkSync("same", join(root, "symlink"));
  symlinkSync("same", join(root, "other-symlink"));
  symlinkSync("same", join(root, "becomes-symlink"));
  writeFileSync(join(root, "before"), "moved");
}

function changeTree(root: string): void {
  for (const name of ["removed", "becomes-folder", "left", "symlink", "becomes-symlink"]) rmSync(join(root, name));
  for (const name of ["gone", "becomes-file", "kept/below"]) rmSync(join(root, name), { recursive: true });
  for (const name of ["new", "becomes-folder"]) mkdirSync(join(root, name));
  for (const name of ["added", "becomes-file", "z-two"]) writeFileSync(join(root, name), name.repeat(300));
  linkSync(join(root, "added"), join(root, "added-too"));
  writeFileSync(join(root, "empty"), "");
  writeFileSync(join(root, "linked"), "other content");
  writeFileSync(join(root, "large"), content(310_000, 10_000));
  symlinkSync("elsewhere", join(root, "symlink"));
  symlinkSync("elsewhere", join(root, "added-symlink"));
  writeFileSync(join(root, "becomes-symlink"), "a file");
  chmodSync(join(root, "mode"), 0o700);
  renameSync(join(root, "before"), join(root, "after"));
}
