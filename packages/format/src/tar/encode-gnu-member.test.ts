import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { encodeGnuMember, TAR_BLOCK_DEVICE, TAR_BLOCK_SIZE, TAR_FOLDER, TAR_REGULAR, TAR_SYMLINK } from "./index.ts";
import type { TarMember } from "./index.ts";

const FILE: TarMember = {
  name: "in/file",
  type: TAR_REGULAR,
  mode: 0o644,
  uid: 1000,
  gid: 100,
  size: 5,
  mtime: 1_700_000_000,
  linkname: "",
  uname: "joe",
  gname: "users",
  devmajor: 0,
  devminor: 0,
};

function encode(changes: Partial<TarMember>): Buffer {
  return Buffer.from(encodeGnuMember({ ...FILE, ...changes }));
}

describe("encodeGnuMember()", () => {
  test("writes one block, fields at their offsets", () => {
    const block = encode({});
    assert.equal(block.length, TAR_BLOCK_SIZE);
    assert.equal(block.toString("latin1", 0, 9), "in/file\0\0");
    assert.equal(
      block.toString("latin1", 100, 157),
      ["0000644", "0001750", "0000144", "00000000005", "14524770400", "011020", " 0"].join("\0"),
    );
    assert.equal(block.toString("latin1", 257, 265), "ustar  \0");
    assert.equal(block.toString("latin1", 265, 303), `joe${"\0".repeat(29)}users\0`);
    assert.ok(block.subarray(329).every((byte) => byte === 0));
  });

  test("ends the names of folders with a slash, once", () => {
    for (const name of ["in/d", "in/d/"]) {
      assert.equal(encode({ name, type: TAR_FOLDER }).toString("latin1", 0, 6), "in/d/\0");
    }
  });

  test("writes numbers that are too large for octal digits, and negative ones, in base 256", () => {
    const block = encode({ uid: 3_000_000, size: 2 ** 40, mtime: -5 });
    assert.equal(block.toString("hex", 108, 116), "80000000002dc6c0");
    assert.equal(block.toString("hex", 124, 136), "800000000000010000000000");
    assert.equal(block.toString("hex", 136, 148), "fffffffffffffffffffffffb");
    assert.equal(encode({ uid: 0o7777777 }).toString("latin1", 108, 116), "7777777\0");
  });

  test("cuts parts of seconds off, towards 1970", () => {
    assert.deepEqual(encode({ mtime: 1.9 }), encode({ mtime: 1 }));
    assert.deepEqual(encode({ mtime: -1.9 }), encode({ mtime: -1 }));
  });

  test("names of up to 100 bytes fill their field without a NUL", () => {
    const block = encode({ name: "n".repeat(100) });
    assert.equal(block.length, TAR_BLOCK_SIZE);
    assert.equal(block.toString("latin1", 98, 101), "nn0");
  });

  test("longer ones come before, with the link target first", () => {
    const name = `${"n".repeat(600)}\udcff`;
    const blocks = encode({ type: TAR_SYMLINK, size: 0, name, linkname: "l".repeat(101) });
    assert.equal(blocks.length, (2 + 3 + 1) * TAR_BLOCK_SIZE);
    assert.equal(blocks.toString("latin1", 0, 14), "././@LongLink\0");
    assert.equal(blocks.toString("latin1", 100, 136), ["0000000", "0000000", "0000000", "00000000146", ""].join("\0"));
    assert.equal(blocks.toString("latin1", 156, 158), "K\0");
    assert.equal(blocks.toString("latin1", 512, 512 + 102), `${"l".repeat(101)}\0`);
    assert.equal(blocks.toString("latin1", 1024 + 156, 1024 + 157), "L");
    assert.equal(blocks.toString("latin1", 1536, 1536 + 602), `${"n".repeat(600)}\u00ff\0`);
    assert.equal(blocks.toString("latin1", 2560, 2560 + 100), "n".repeat(100));
  });

  test("device numbers are written for devices only", () => {
    const numbers = { devmajor: 7, devminor: 70_000 };
    assert.equal(encode({ ...numbers, type: TAR_BLOCK_DEVICE }).toString("latin1", 329, 345), "0000007\x000210560\0");
    assert.deepEqual(encode({ ...numbers, type: TAR_REGULAR }), encode({}));
  });
});
