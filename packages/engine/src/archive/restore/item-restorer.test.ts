import assert from "node:assert/strict";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { afterEach, beforeEach, describe, test } from "node:test";
import type { Item } from "@coffer/format/archive";
import type { BorgWarning } from "@coffer/format/errors";
import { FileError } from "../source/index.ts";
import { ItemRestorer } from "./item-restorer.ts";
import type { ItemRestorerOptions } from "./item-restorer.ts";

let base = "";
let target = "";
let outside = "";
let warnings: BorgWarning[] = [];

const UID = process.getuid?.() ?? 0;
const GID = process.getgid?.() ?? 0;

function item(path: string, mode: number, more: Partial<Item> = {}): Item {
  const mtime = 1_600_000_000_123_456_789n;
  return { path, mode, uid: UID, gid: GID, user: null, group: null, mtime, ...more };
}

const file = (path: string, more: Partial<Item> = {}): Item => item(path, 0o100640, more);
const folder = (path: string, more: Partial<Item> = {}): Item => item(path, 0o040750, more);
const symlink = (path: string, source: string): Item => item(path, 0o120777, { source });

/** Restores items; returns the messages of those that failed. */
function restore(items: readonly (Item | [Item, ...string[]])[], options: Partial<ItemRestorerOptions> = {}): string[] {
  const restorer = new ItemRestorer({ target, warn: (warning) => warnings.push(warning), ...options });
  const failures: string[] = [];
  for (const entry of items) {
    const [one, ...content] = Array.isArray(entry) ? entry : [entry];
    restorer.leaveFolders(restorer.pathOf(one));
    try {
      const isFile = (one.mode & 0o170000) === 0o100000;
      if (isFile)
        restorer.restoreFile(
          one,
          content.map((piece) => Buffer.from(piece)),
        );
      else restorer.restore(one);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      failures.push(error.message.replaceAll(target, "TARGET"));
    }
  }
  restorer.finish();
  return failures;
}

/** Nothing outside of the target has changed. */
function assertOutsideIntact(): void {
  assert.deepEqual(fs.readdirSync(base).toSorted(), ["outside", "target"]);
  assert.deepEqual(fs.readdirSync(outside), ["precious"]);
  assert.equal(fs.readFileSync(`${outside}/precious`, "utf8"), "precious");
  const { mode, nlink, mtimeMs } = fs.statSync(`${outside}/precious`);
  assert.equal(mode & 0o7777, 0o644);
  assert.equal(nlink, 1);
  assert.ok(mtimeMs > 1_700_000_000_000);
}

/** In a suite: hooks beside it would run around the tests of other files, too. */
describe("ItemRestorer", () => {
  beforeEach(() => {
    base = fs.mkdtempSync(`${tmpdir()}/restorer-`);
    target = `${base}/target`;
    outside = `${base}/outside`;
    fs.mkdirSync(target);
    fs.mkdirSync(outside);
    fs.writeFileSync(`${outside}/precious`, "precious", { mode: 0o644 });
    warnings = [];
  });
  afterEach(() => fs.rmSync(base, { recursive: true }));

  test("files, folders and symlinks come back with their metadata", () => {
    const failures = restore([
      folder("d"),
      [file("d/f", { size: 6, hardlink_master: true }), "con", "ten"],
      file("d/hard", { source: "d/f" }),
      symlink("d/s", "f"),
      item("d/fifo", 0o010600),
      [file("implicit/parents/f"), ""],
    ]);
    assert.deepEqual(failures, []);
    assert.equal(fs.readFileSync(`${target}/d/f`, "utf8"), "conten");
    assert.equal(fs.statSync(`${target}/d/f`).mode & 0o7777, 0o640);
    assert.equal(fs.statSync(`${target}/d/f`).ino, fs.statSync(`${target}/d/hard`).ino);
    assert.equal(fs.readlinkSync(`${target}/d/s`), "f");
    assert.ok(fs.statSync(`${target}/d/fifo`).isFIFO());
    for (const name of ["d", "d/f", "d/s", "d/fifo"]) {
      assert.equal(fs.lstatSync(`${target}/${name}`, { bigint: true }).mtimeNs, 1_600_000_000_123_456_789n, name);
    }
    assert.equal(fs.statSync(`${target}/d`).mode & 0o7777, 0o750);
    assert.ok(fs.statSync(`${target}/implicit/parents`).isDirectory());
  });

  test("what is in the way is replaced, never written through", () => {
    fs.writeFileSync(`${target}/old`, "old");
    fs.linkSync(`${target}/old`, `${target}/other name`);
    fs.symlinkSync(`${outside}/precious`, `${target}/link`);
    fs.mkdirSync(`${target}/empty`);
    assert.deepEqual(
      restore([[file("old"), "new"], [file("link"), "new"], [file("empty"), "new"], folder("other name")]),
      [],
    );
    for (const name of ["old", "link", "empty"]) assert.equal(fs.readFileSync(`${target}/${name}`, "utf8"), "new");
    assert.ok(fs.lstatSync(`${target}/link`).isFile());
    assert.ok(fs.statSync(`${target}/other name`).isDirectory());
    assertOutsideIntact();
  });

  test("a full folder stays: no file can take its place, a folder joins it", () => {
    fs.mkdirSync(`${target}/full`);
    fs.writeFileSync(`${target}/full/x`, "");
    assert.deepEqual(restore([[file("full"), ""]]), ["open: [Errno 21] Is a directory: 'TARGET/full'"]);
    assert.deepEqual(restore([symlink("full", "x")]), ["[Errno 17] File exists: 'x' -> 'TARGET/full'"]);
    assert.deepEqual(restore([folder("full")]), []);
    assert.deepEqual(fs.readdirSync(`${target}/full`), ["x"]);
  });

  test("paths that lead out of the target are refused", () => {
    const traversal = 'not extracted, path contains "../" (malicious or corrupted archive)';
    for (const path of [
      "../outside/x",
      "a/../../outside/x",
      "..",
      "a/..",
      "/etc/x",
      "",
      "../../../../../../../../tmp/x",
    ]) {
      for (const kind of [file, folder]) {
        assert.deepEqual(restore([kind(path)]), [`${path}: ${traversal}`], path);
      }
      assert.deepEqual(restore([symlink(path, "x")]), [`${path}: ${traversal}`], path);
    }
    assertOutsideIntact();
  });

  test("a path with a NUL is refused, not cut", () => {
    assert.deepEqual(restore([[file("a\0b"), "x"], symlink("s", "x\0y")]), [
      "makedirs: [Errno 22] Invalid argument: 'TARGET/a\\x00b'",
      // as in Borg, the operation is still that of the item before
      "makedirs: [Errno 22] Invalid argument: 'x\\x00y' -> 'TARGET/s'",
    ]);
    assert.deepEqual(fs.readdirSync(target), []);
  });

  test("a symlink planted by an earlier item is no way out", () => {
    const refusal = "not extracted, a parent directory is a symlink (malicious or corrupted archive)";
    const failures = restore([
      symlink("way", "../outside"),
      [file("way/x"), "bad"],
      [file("way/precious"), "bad"],
      folder("way/sub"),
      symlink("way/s", "x"),
      folder("a"),
      symlink("a/b", "../../outside"),
      [file("a/b/c/x"), "bad"],
    ]);
    assert.deepEqual(
      failures,
      ["way/x", "way/precious", "way/sub", "way/s", "a/b/c/x"].map((path) => `${path}: ${refusal}`),
    );
    assertOutsideIntact();
  });

  test("a folder that is replaced by a symlink later does not pass its metadata on", () => {
    const failures = restore([folder("d", { mode: 0o040777 }), symlink("d", "../outside"), [file("d/x"), "bad"]]);
    assert.deepEqual(failures, [
      "d/x: not extracted, a parent directory is a symlink (malicious or corrupted archive)",
    ]);
    assert.equal(fs.statSync(outside).mode & 0o022, 0);
    assertOutsideIntact();
  });

  test("a known folder that was swapped for a symlink is not trusted any more", () => {
    const failures = restore([
      [file("d/sub/x"), "1"],
      [file("e/x"), "1"],
      folder("f"),
      symlink("f", "../outside"),
      [file("f/y"), "bad"],
    ]);
    assert.equal(failures.length, 1);
    assertOutsideIntact();
  });

  test("hard links lead to nothing outside", () => {
    const refusal = "not extracted, hardlink source path is unsafe (malicious or corrupted archive)";
    fs.symlinkSync("../outside", `${target}/way`);
    for (const source of [
      "../outside/precious",
      "a/../../outside/precious",
      "way/precious",
      `${outside}/precious`,
      "..",
    ]) {
      assert.deepEqual(restore([file("x", { source })]), [`x: ${refusal}`], source);
    }
    assertOutsideIntact();
  });

  test("a hard link to a symlink links the symlink itself", () => {
    assert.deepEqual(restore([symlink("s", "../outside/precious"), file("x", { source: "s" })]), []);
    assert.ok(fs.lstatSync(`${target}/x`).isSymbolicLink());
    assertOutsideIntact();
  });

  test("a hard link whose first was not extracted brings the content, the next ones link to it", () => {
    const chunks = [{ id: new Uint8Array(32), size: 3, csize: 9 }];
    const restorer = new ItemRestorer({ target, warn: () => undefined });
    restorer.skip(file("master", { chunks, hardlink_master: true }));
    const links = ["one", "two"].map((path) => file(path, { source: "master" }));
    const plans = links.map((link) => restorer.contentOf(link));
    assert.deepEqual(plans, [chunks, []]);
    for (const [index, link] of links.entries()) restorer.restoreFile(link, index === 0 ? [Buffer.from("abc")] : []);
    restorer.finish();
    assert.equal(fs.readFileSync(`${target}/two`, "utf8"), "abc");
    assert.equal(fs.statSync(`${target}/one`).ino, fs.statSync(`${target}/two`).ino);
  });

  test("a hard link to nothing says so as borg does", () => {
    assert.deepEqual(restore([file("x", { source: "missing" })]), [
      "link: [Errno 2] No such file or directory: 'TARGET/missing' -> 'TARGET/x'",
    ]);
  });

  test("--strip-components cuts paths and the sources of hard links", () => {
    const options = { stripComponents: 1 };
    assert.deepEqual(restore([folder("a/d"), [file("a/d/f"), "x"], file("a/d/g", { source: "a/d/f" })], options), []);
    assert.equal(fs.statSync(`${target}/d/f`).nlink, 2);
  });

  test("--sparse leaves holes, and the size is right in the end", () => {
    const zeros = "\0".repeat(1_000_000);
    for (const pieces of [[zeros], ["x", zeros], [zeros, "x"], [zeros, zeros, "x", zeros]]) {
      const content = pieces.join("");
      assert.deepEqual(restore([[file("f", { size: content.length }), ...pieces]], { sparse: true }), []);
      assert.equal(fs.readFileSync(`${target}/f`, "latin1"), content);
      assert.ok(fs.statSync(`${target}/f`).blocks * 512 < 300_000);
    }
  });

  test("content that is not as long as promised, or damaged, is restored and reported", () => {
    const healthy = [{ id: new Uint8Array(32), size: 1, csize: 9 }];
    assert.deepEqual(
      restore([
        [file("short", { size: 5 }), "abc"],
        [file("holes", { chunks_healthy: healthy }), "x"],
      ]),
      [
        "Size inconsistency detected: size 5, chunks size 3: backup error",
        "File has damaged (all-zero) chunks. Try running borg check --repair.: backup error",
      ],
    );
    assert.equal(fs.readFileSync(`${target}/short`, "utf8"), "abc");
  });

  test("the target itself may be an item", () => {
    assert.deepEqual(restore([folder("."), [file("x"), ""]]), []);
    assert.equal(fs.statSync(target).mode & 0o7777, 0o750);
    assert.equal(fs.statSync(target, { bigint: true }).mtimeNs, 1_600_000_000_123_456_789n);
  });

  test("unknown types and symlinks without target are reported", () => {
    assert.deepEqual(restore([item("x", 0o150000), item("s", 0o120777)]), [
      "Unknown archive item type 53248: backup error",
      "symlink without a target: backup error",
    ]);
  });

  test("extended attributes that cannot be set are warnings", () => {
    const xattrs = new Map([["nonsense", Buffer.from("x")]]);
    assert.deepEqual(restore([[file("x", { xattrs }), "content"]]), []);
    assert.match(warnings[0]?.message ?? "", /^when setting extended attribute nonsense: \[Errno \d+\] /);
    assert.equal(warnings[0]?.exitCode, 1);
  });

  test("many folders at once do not run out of file descriptors", () => {
    const items: [Item, string][] = [];
    for (let n = 0; n < 400; n++) items.push([file(`many/${n}/${"x/".repeat(n % 50)}f`), "x"]);
    assert.deepEqual(restore(items), []);
    assert.ok(fs.readdirSync("/proc/self/fd").length < 200);
  });
});
