import assert from "node:assert/strict";
import { test } from "node:test";
import {
  TAR_CHARACTER_DEVICE,
  TAR_FOLDER,
  TAR_HARD_LINK,
  TAR_REGULAR,
  TAR_SPARSE,
  TAR_SYMLINK,
} from "@coffer/format/tar";
import type { TarMember } from "@coffer/format/tar";
import { memberItem } from "./member-item.ts";

const FILE: TarMember = {
  name: "./in//file",
  type: TAR_REGULAR,
  mode: 0o100644,
  uid: 1000,
  gid: 100,
  size: 5,
  mtime: 1_700_000_000,
  linkname: "",
  uname: "joe",
  gname: "",
  devmajor: 0,
  devminor: 0,
};

test("memberItem() takes what an item has room for", () => {
  assert.deepEqual(memberItem(FILE), {
    status: "A",
    item: {
      path: "in/file",
      mode: 0o100644,
      uid: 1000,
      gid: 100,
      user: "joe",
      group: null,
      mtime: 1_700_000_000_000_000_000n,
    },
  });
});

test("memberItem() keeps paths inside the archive", () => {
  for (const [name, path] of [
    ["/etc/passwd", "etc/passwd"],
    ["../../up", "up"],
    ["a/../../b", "b"],
    ["./", "."],
    ["..", ".."],
  ] as const) {
    assert.equal(memberItem({ ...FILE, name })?.item.path, path);
  }
});

test("memberItem() knows types by their flag alone, whatever the mode says", () => {
  const modeOf = (type: string, mode: number): string | undefined =>
    memberItem({ ...FILE, type, mode })?.item.mode.toString(8);
  assert.equal(modeOf(TAR_REGULAR, 0o040755), "100755");
  assert.equal(modeOf(TAR_SPARSE, 0o600), "100600");
  assert.equal(modeOf(TAR_FOLDER, 0o1777), "41777");
  assert.equal(modeOf(TAR_HARD_LINK, 0o644), "100644");
  assert.equal(memberItem({ ...FILE, type: "V" }), undefined);
});

test("memberItem() tells where links lead and what devices are", () => {
  assert.equal(memberItem({ ...FILE, type: TAR_SYMLINK, linkname: "../x" })?.item.source, "../x");
  assert.equal(memberItem({ ...FILE, type: TAR_REGULAR, linkname: "x" })?.item.source, undefined);
  const device = { ...FILE, type: TAR_CHARACTER_DEVICE, devmajor: 1, devminor: 3 };
  assert.equal(memberItem(device)?.item.rdev, 259);
});

test("memberItem() rounds times as Borg's floating point numbers do", () => {
  assert.equal(memberItem({ ...FILE, mtime: 1_700_000_000.123_456_7 })?.item.mtime, 1_700_000_000_123_456_768n);
  assert.equal(memberItem({ ...FILE, mtime: -1 })?.item.mtime, 0n);
});
