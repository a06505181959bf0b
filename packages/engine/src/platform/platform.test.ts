import assert from "node:assert/strict";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { after, before, describe, test } from "node:test";
import { accounts } from "./accounts.ts";
import { UF_NODUMP } from "./bsd-flags.ts";
import { cString, cStringBytes } from "./c-string.ts";
import type { CString } from "./c-string.ts";
import { isSymlink, S_IFIFO } from "./file-stat.ts";
import { linuxPlatform } from "./linux/index.ts";
import { deviceMajor, deviceMinor, deviceNumber } from "./device-number.ts";
import { OSError } from "./os-error.ts";
import type { Directory, Platform } from "./platform.ts";
import { portablePlatform } from "./portable/index.ts";

const isLinux = process.platform === "linux";
const platforms = isLinux ? [linuxPlatform(), portablePlatform()] : [portablePlatform()];

function name(text: string): CString {
  return cString(Buffer.from(text));
}

function hasCode(code: string): (error: unknown) => boolean {
  return (error) => error instanceof OSError && error.code === code;
}

test("cString() refuses a NUL inside", () => {
  assert.deepEqual(cString(Buffer.from("a")), Buffer.from("a\0"));
  assert.throws(() => cString(Buffer.from("a\0b")), hasCode("EINVAL"));
});

for (const platform of platforms) {
  describe(`platform ${platform.name}`, () => {
    let folder = "";
    let dir: Directory;

    before(() => {
      folder = fs.mkdtempSync(`${tmpdir()}/platform-`);
      dir = platform.enterDirectory(platform.cwd, name(folder));
    });
    after(() => {
      platform.close(dir.fd);
      fs.rmSync(folder, { recursive: true });
    });

    test("stat() tells what lstat tells", () => {
      fs.writeFileSync(`${folder}/file`, "content");
      fs.symlinkSync("file", `${folder}/link`);
      for (const entry of ["file", "link"]) {
        const stat = platform.stat(dir, name(entry));
        const expected = fs.lstatSync(`${folder}/${entry}`, { bigint: true });
        for (const field of ["mode", "uid", "gid", "size", "ino", "dev", "rdev", "nlink"] as const) {
          assert.equal(BigInt(stat[field]), expected[field], field);
        }
        assert.deepEqual([stat.mtime, stat.ctime, stat.atime], [expected.mtimeNs, expected.ctimeNs, expected.atimeNs]);
      }
      assert.ok(!isSymlink(platform.statFollowing(dir, name("link")).mode));
      assert.equal(Buffer.from(platform.readLink(dir, name("link"))).toString(), "file");
    });

    test("a missing file is an error, or nothing where that is asked for", () => {
      assert.throws(() => platform.stat(dir, name("missing")), {
        message: "[Errno 2] No such file or directory: 'missing'",
      });
      assert.equal(platform.statIfExists(dir, name("missing")), undefined);
      assert.throws(() => platform.openFile(dir, name("missing")), hasCode("ENOENT"));
    });

    test("readDirectory() gives every name with its inode", () => {
      fs.mkdirSync(`${folder}/names`);
      const names = ["a", "..b", "\u00e4", "x".repeat(255), ...Array.from({ length: 500 }, (_, n) => `n${n}`)];
      for (const text of names) fs.writeFileSync(`${folder}/names/${text}`, "");
      const odd = Buffer.from([0xff, 0xfe]);
      fs.writeFileSync(Buffer.concat([Buffer.from(`${folder}/names/`), odd]), "");
      const opened = platform.openDirectory(dir, name("names"));
      const listing = platform.readDirectory(opened);
      const found = [...listing.names()].map((bytes) => cStringBytes(bytes).toString("latin1"));
      assert.deepEqual(found.sort(), [...names.map((text) => Buffer.from(text).toString("latin1")), "\xff\xfe"].sort());
      listing.sortByInode();
      for (let index = 0; index < listing.length; index++) {
        assert.equal(listing.inodeAt(index), platform.stat(opened, listing.nameAt(index)).ino);
        assert.ok(index === 0 || listing.inodeAt(index - 1) < listing.inodeAt(index));
      }
      platform.close(opened.fd);
    });

    test("folders are never entered through a symlink unless that is asked for", () => {
      fs.mkdirSync(`${folder}/real`);
      fs.symlinkSync("real", `${folder}/alias`);
      for (const entry of ["alias", "file"]) {
        assert.throws(() => platform.openDirectory(dir, name(entry)), hasCode("ENOTDIR"), entry);
        assert.throws(() => platform.enterDirectory(dir, name(entry)), hasCode("ENOTDIR"), entry);
      }
      platform.close(platform.enterDirectory(dir, name("alias"), true).fd);
    });

    test("createFile() makes a new file and never takes an existing one", () => {
      const fd = platform.createFile(dir, name("new"));
      fs.writeSync(fd, "text");
      assert.equal(platform.fstat(fd).size, 4);
      assert.equal(platform.fstat(fd).mode & 0o177, 0);
      platform.fchmod(fd, 0o100641);
      platform.close(fd);
      assert.equal(fs.statSync(`${folder}/new`).mode & 0o7777, 0o641);
      assert.throws(() => platform.createFile(dir, name("new")), hasCode("EEXIST"));
      platform.close(platform.overwriteFile(dir, name("new")));
      assert.equal(fs.statSync(`${folder}/new`).size, 0);
    });

    test("links, folders, and their removal", () => {
      platform.makeSymlink(name("/nowhere"), dir, name("dangling"));
      platform.makeLink(dir, name("dangling"), dir, name("dangling 2"));
      assert.equal(fs.readlinkSync(`${folder}/dangling 2`), "/nowhere");
      platform.makeDirectory(dir, name("sub"), 0o700);
      platform.chmod(dir, name("sub"), 0o40711);
      assert.equal(fs.statSync(`${folder}/sub`).mode & 0o7777, 0o711);
      fs.writeFileSync(`${folder}/sub/x`, "");
      assert.throws(() => platform.removeDirectory(dir, name("sub")), hasCode("ENOTEMPTY"));
      fs.unlinkSync(`${folder}/sub/x`);
      platform.removeDirectory(dir, name("sub"));
      platform.unlink(dir, name("dangling"));
      assert.ok(!fs.existsSync(`${folder}/sub`));
    });

    test("the owner may be given to oneself", () => {
      const { uid, gid } = platform.stat(dir, name("file"));
      platform.chown(dir, name("file"), uid, gid);
      const fd = platform.openFile(dir, name("file"));
      platform.fchown(fd, uid, gid);
      platform.close(fd);
    });
  });
}

describe("platform linux", { skip: isLinux ? false : "this is not Linux" }, () => {
  const platform: Platform = linuxPlatform();
  let folder = "";
  let dir: Directory;

  before(() => {
    folder = fs.mkdtempSync(`${tmpdir()}/platform-linux-`);
    dir = platform.enterDirectory(platform.cwd, name(folder));
    fs.writeFileSync(`${folder}/file`, "x");
  });
  after(() => {
    platform.close(dir.fd);
    fs.rmSync(folder, { recursive: true });
  });

  test("times keep their nanoseconds, before 1970 too, on symlinks too", () => {
    fs.symlinkSync("nowhere", `${folder}/link`);
    for (const ns of [0n, 1n, 1_700_000_000_123_456_789n, -1n, -1_500_000_000n]) {
      for (const entry of ["file", "link"]) {
        platform.setTimes(dir, name(entry), { atime: ns + 1n, mtime: ns });
        const { atime, mtime } = platform.stat(dir, name(entry));
        assert.deepEqual([atime, mtime], [ns + 1n, ns], entry);
      }
    }
    assert.throws(() => platform.setTimes(dir, name("file"), { atime: 0n, mtime: 2n ** 100n }), hasCode("EINVAL"));
  });

  test("extended attributes come back, whatever their names and values", (context) => {
    const attributes: [string, Buffer][] = [
      ["user.plain", Buffer.from("value")],
      ["user.empty", Buffer.alloc(0)],
      ["user.\u00e4", Buffer.from([0, 255])],
    ];
    try {
      for (const [key, value] of attributes) platform.setXattr(dir, name("file"), name(key), value);
    } catch (error) {
      if (!hasCode("ENOTSUP")(error)) throw error;
      context.skip("the file system has no user attributes");
      return;
    }
    const listed = platform.listXattrs(dir, name("file")).map((key) => cStringBytes(key).toString());
    assert.deepEqual(listed.filter((key) => key.startsWith("user.")).sort(), attributes.map(([key]) => key).sort());
    for (const [key, value] of attributes) {
      assert.deepEqual(Buffer.from(platform.getXattr(dir, name("file"), name(key)) ?? []), value);
    }
    assert.equal(platform.getXattr(dir, name("file"), name("user.missing")), undefined);
    assert.throws(() => platform.getXattr(dir, name("missing"), name("user.x")), {
      message: "[Errno 2] No such file or directory: b'missing'",
    });
  });

  test("files beyond PATH_MAX are reached through their folder", () => {
    let deep = platform.enterDirectory(platform.cwd, name(folder));
    for (let depth = 0; depth < 25; depth++) {
      const part = name(`${depth}`.padStart(200, "d"));
      platform.makeDirectory(deep, part, 0o700);
      const next = platform.enterDirectory(deep, part);
      platform.close(deep.fd);
      deep = next;
    }
    platform.close(platform.createFile(deep, name("file")));
    assert.ok(deep.path.length > 4096);
    assert.equal(platform.stat(deep, name("file")).size, 0);
    assert.deepEqual(
      platform.listXattrs(deep, name("file")).filter((key) => key.toString().startsWith("user.")),
      [],
    );
    platform.close(deep.fd);
  });

  test("inode flags: set, seen by statx and by ioctl, other flags kept", (context) => {
    try {
      platform.setInodeFlags(dir, name("file"), UF_NODUMP);
    } catch (error) {
      if (!(error instanceof OSError)) throw error;
      context.skip(`the file system refuses inode flags: ${error.message}`);
      return;
    }
    const stat = platform.stat(dir, name("file"));
    assert.equal(platform.inodeFlags(dir, name("file"), stat), UF_NODUMP);
    assert.equal(platform.inodeFlags(dir, name("file"), { ...stat, bsdflags: undefined }), UF_NODUMP);
    const fd = platform.openFile(dir, name("file"));
    platform.setFileInodeFlags(fd, 0);
    platform.close(fd);
    assert.equal(platform.inodeFlags(dir, name("file"), platform.stat(dir, name("file"))), 0);
  });

  test("dataRanges() covers a sparse file without gap", () => {
    const fd = fs.openSync(`${folder}/sparse`, "wx+");
    fs.writeSync(fd, Buffer.alloc(4096, 1), 0, 4096, 65_536);
    fs.ftruncateSync(fd, 1_000_000);
    for (const start of [0, 100, 70_000, 999_999, 1_000_000, 2_000_000]) {
      let offset = start;
      for (const range of platform.dataRanges(fd, start)) {
        assert.equal(range.offset, offset);
        assert.ok(range.length > 0);
        offset += range.length;
      }
      assert.equal(offset, Math.max(start, 1_000_000));
    }
    const data = platform.dataRanges(fd, 0).filter((range) => range.isData);
    assert.ok(data.some((range) => range.offset <= 65_536 && range.offset + range.length >= 69_632));
    fs.closeSync(fd);
  });

  test("FIFOs and device numbers", () => {
    platform.makeNode(dir, name("fifo"), S_IFIFO | 0o600, 0);
    assert.equal(platform.stat(dir, name("fifo")).mode, S_IFIFO | 0o600);
    assert.equal(deviceNumber(1, 3), 259);
    assert.equal(deviceNumber(7, 129), 1921);
    assert.equal(deviceNumber(0x12345, 0xabcde), 0x12000abc345de);
    assert.deepEqual([deviceMajor(0x12000abc345de), deviceMinor(0x12000abc345de)], [0x12345, 0xabcde]);
    assert.deepEqual([deviceMajor(1921), deviceMinor(1921)], [7, 129]);
    const expected = fs.lstatSync("/dev/null", { bigint: true });
    assert.equal(BigInt(platform.stat(platform.cwd, name("/dev/null")).rdev), expected.rdev);
  });

  test("accounts are found by name and by number, and asked for once", () => {
    assert.equal(accounts.userName(0), "root");
    assert.equal(accounts.userId("root"), 0);
    assert.equal(accounts.groupName(0), "root");
    assert.equal(accounts.groupId("root"), 0);
    assert.equal(accounts.userName(3_987_654_321), undefined);
    assert.equal(accounts.userId("no such user"), undefined);
    assert.equal(accounts.groupId(""), undefined);
    assert.equal(accounts.groupId("a\0b"), undefined);
  });
});
