import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { concatBytes, textToBytes } from "../bytes/index.ts";
import { HEADER, headerChecksum } from "./header-layout.ts";
import {
  encodeGnuMember,
  TAR_BLOCK_SIZE,
  TAR_FOLDER,
  TAR_HARD_LINK,
  TAR_LONG_NAME,
  TAR_OLD_REGULAR,
  TAR_PAX,
  TAR_PAX_GLOBAL,
  TAR_REGULAR,
  TAR_SPARSE,
  TAR_SYMLINK,
  tarPadding,
  TarReader,
  TarReadError,
  tarTrailer,
} from "./index.ts";
import type { TarMember, TarReaderOptions } from "./index.ts";

const FILE: TarMember = {
  name: "file",
  type: TAR_REGULAR,
  mode: 0o644,
  uid: 1000,
  gid: 100,
  size: 0,
  mtime: 1_700_000_000,
  linkname: "",
  uname: "joe",
  gname: "users",
  devmajor: 0,
  devminor: 0,
};

function block(bytes: Uint8Array): Uint8Array {
  return concatBytes(bytes, new Uint8Array(tarPadding(bytes.length)));
}

function member(changes: Partial<TarMember>, content = ""): Uint8Array {
  const bytes = textToBytes(content);
  return concatBytes(encodeGnuMember({ ...FILE, size: bytes.length, ...changes }), block(bytes));
}

/** Records of a pax header in front of what follows. */
function pax(records: Readonly<Record<string, string>>, type: string = TAR_PAX): Uint8Array {
  return rawPax(
    Object.entries(records).map(([keyword, value]) => record(keyword, value)),
    type,
  );
}

function rawPax(records: readonly string[], type: string = TAR_PAX): Uint8Array {
  return member({ name: "PaxHeader", type }, records.join(""));
}

function record(keyword: string, value: string): string {
  const rest = textToBytes(` ${keyword}=${value}\n`).length;
  let length = rest + 1;
  while (String(length).length + rest !== length) length += 1;
  return `${length} ${keyword}=${value}\n`;
}

/** Changes bytes of a header and makes its checksum right again. */
function patched(header: Uint8Array, change: (bytes: Uint8Array) => void): Uint8Array {
  change(header);
  const sum = headerChecksum(header.subarray(0, TAR_BLOCK_SIZE)).toString(8).padStart(6, "0");
  header.set(textToBytes(`${sum}\0 `), HEADER.checksum.offset);
  return header;
}

function readerOf(bytes: Uint8Array, options?: TarReaderOptions): TarReader {
  let at = 0;
  const readInto = (target: Uint8Array): Promise<number> => {
    const piece = bytes.subarray(at, at + target.length);
    target.set(piece);
    at += piece.length;
    return Promise.resolve(piece.length);
  };
  return new TarReader({ readInto }, options);
}

type Read = TarMember & { readonly content: string };

async function contentOf(reader: TarReader): Promise<string> {
  const pieces: Buffer[] = [];
  for (;;) {
    const piece = Buffer.alloc(700);
    const count = await reader.readInto(piece);
    pieces.push(piece.subarray(0, count));
    if (count < piece.length) return Buffer.concat(pieces).toString("latin1");
  }
}

async function readAll(reader: TarReader): Promise<Read[]> {
  const all: Read[] = [];
  for (let next = await reader.next(); next !== undefined; next = await reader.next()) {
    all.push({ ...next, content: await contentOf(reader) });
  }
  return all;
}

async function only(...pieces: Uint8Array[]): Promise<Read> {
  const [first, ...more] = await readAll(readerOf(concatBytes(...pieces, tarTrailer(0))));
  assert.ok(first !== undefined && more.length === 0);
  return first;
}

describe("TarReader", () => {
  test("reads members with their contents, or without", async () => {
    const bytes = concatBytes(
      member({ name: "a" }, "x".repeat(600)),
      member({ name: "d", type: TAR_FOLDER }),
      member({ name: "l", type: TAR_SYMLINK, linkname: "a" }),
      member({ name: "z" }, "last"),
      tarTrailer(0),
    );
    const all = await readAll(readerOf(bytes));
    assert.deepEqual(
      all.map(({ name, type, linkname, content }) => [name, type, linkname, content.length]),
      [
        ["a", TAR_REGULAR, "", 600],
        ["d", TAR_FOLDER, "", 0],
        ["l", TAR_SYMLINK, "a", 0],
        ["z", TAR_REGULAR, "", 4],
      ],
    );
    const reader = readerOf(bytes);
    const names: string[] = [];
    for (let next = await reader.next(); next !== undefined; next = await reader.next()) names.push(next.name);
    assert.deepEqual(names, ["a", "d", "l", "z"]);
    assert.equal(reader.damage, undefined);
  });

  test("takes size of what has no content for nothing", async () => {
    const bytes = concatBytes(member({ type: TAR_HARD_LINK, size: 5000 }), member({ name: "next" }), tarTrailer(0));
    assert.deepEqual(
      (await readAll(readerOf(bytes))).map(({ name, size }) => [name, size]),
      [
        ["file", 0],
        ["next", 0],
      ],
    );
  });

  test("a file whose name ends in a slash is a folder, before POSIX", async () => {
    const header = patched(member({ name: "old/" }), (bytes) => bytes.set([0], HEADER.type.offset));
    assert.deepEqual(await only(header), { ...FILE, name: "old", type: TAR_FOLDER, content: "" });
    const file = patched(member({ name: "old" }), (bytes) => bytes.set([0], HEADER.type.offset));
    assert.equal((await only(file)).type, TAR_OLD_REGULAR);
  });

  test("joins prefix and name of ustar headers", async () => {
    const header = patched(member({ name: "name" }), (bytes) =>
      bytes.set(textToBytes("pre/fix"), HEADER.prefix.offset),
    );
    assert.equal((await only(header)).name, "pre/fix/name");
  });

  test("takes checksums of signed bytes, and no wrong ones", async () => {
    const header = member({ name: "\udcff" });
    const sum = headerChecksum(header, true).toString(8).padStart(6, "0");
    header.set(textToBytes(sum), HEADER.checksum.offset);
    assert.equal((await only(header)).name, "\udcff");
    header.set([0x37], HEADER.checksum.offset + 5);
    await assert.rejects(only(header), { message: "Cannot read the tar file: bad checksum" });
  });

  test("pax headers say more than the header, for one member or for all that follow", async () => {
    const bytes = concatBytes(
      pax({ uname: "everybody", path: "overruled" }, TAR_PAX_GLOBAL),
      pax({ path: "päth/", linkpath: "link", mtime: "12.5", uid: "4000000", gid: "x", comment: "not for us" }),
      member({}, "abc"),
      pax({ path: "last" }),
      member({}),
      tarTrailer(0),
    );
    const [first, second] = await readAll(readerOf(bytes));
    const said = { name: "päth", linkname: "link", mtime: 12.5, uid: 4_000_000, gid: 0, uname: "everybody" };
    assert.deepEqual(first, { ...FILE, ...said, size: 3, content: "abc" });
    assert.deepEqual([second?.name, second?.uname, second?.uid], ["last", "everybody", 1000]);
  });

  test("pax headers may hold names that are not UTF-8", async () => {
    const bytes = rawPax([record("hdrcharset", "BINARY"), record("path", "bad\udcff")]);
    assert.equal((await only(bytes, member({}))).name, "bad\udcff");
  });

  test("a pax size stands for one that the header has no room for", async () => {
    const [first, second] = await readAll(
      readerOf(
        concatBytes(pax({ size: "700" }), member({ size: 0 }), block(new Uint8Array(700)), member({ name: "b" })),
      ),
    );
    assert.deepEqual([first?.size, first?.content.length, second?.name], [700, 700, "b"]);
  });

  test("of two names the one that comes first counts", async () => {
    const long = (name: string): Uint8Array => member({ name: "././@LongLink", type: TAR_LONG_NAME }, `${name}\0`);
    assert.equal((await only(long("gnu"), pax({ path: "pax" }), member({}))).name, "gnu");
    assert.equal((await only(pax({ path: "pax" }), long("gnu"), member({}))).name, "pax");
  });
});

describe("TarReader: files with holes", () => {
  const stored = `${"a".repeat(1000)}${"b".repeat(10)}`;
  const full = `${"\0".repeat(500)}${"a".repeat(1000)}${"\0".repeat(2000)}${"b".repeat(10)}${"\0".repeat(490)}`;

  function gnuSparse(parts: readonly (readonly [number, number])[], size: number, isExtended = false): Uint8Array {
    return patched(encodeGnuMember({ ...FILE, type: TAR_SPARSE, size: stored.length }), (bytes) => {
      parts.forEach(([offset, count], index) => bytes.set(sparseFields(offset, count), 386 + 24 * index));
      if (isExtended) bytes[482] = 1;
      bytes.set(textToBytes(size.toString(8).padStart(11, "0")), 483);
    });
  }

  function sparseFields(offset: number, count: number): Uint8Array {
    return textToBytes(`${offset.toString(8).padStart(11, "0")}\0${count.toString(8).padStart(11, "0")}\0`);
  }

  const content = block(textToBytes(stored));
  const parts = [
    [500, 1000],
    [3500, 10],
    [4000, 0],
  ] as const;

  test("GNU, in the header and in blocks behind it", async () => {
    assert.equal((await only(gnuSparse(parts, 4000), content)).content, full);
    const more = new Uint8Array(TAR_BLOCK_SIZE);
    more.set(sparseFields(3500, 10));
    const read = await only(gnuSparse(parts.slice(0, 1), 4000, true), more, content);
    assert.deepEqual([read.content, read.size], [full, 4000]);
  });

  test("pax 0.0, 0.1 and 1.0", async () => {
    const file = member({}, stored);
    const old = rawPax([
      record("GNU.sparse.size", "4000"),
      record("GNU.sparse.numblocks", "2"),
      ...["500", "3500"].flatMap((offset, index) => [
        record("GNU.sparse.offset", offset),
        record("GNU.sparse.numbytes", ["1000", "10"][index] ?? ""),
      ]),
    ]);
    assert.equal((await only(old, file)).content, full);
    const listed = pax({ "GNU.sparse.name": "real", "GNU.sparse.size": "4000", "GNU.sparse.map": "500,1000,3500,10" });
    assert.deepEqual([(await only(listed, file)).content, (await only(listed, file)).name], [full, "real"]);
    const map = block(textToBytes("2\n500\n1000\n3500\n10\n"));
    const size = map.length + stored.length;
    const inContent = pax({ "GNU.sparse.major": "1", "GNU.sparse.minor": "0", "GNU.sparse.realsize": "4000" });
    assert.equal((await only(inContent, member({ size }), map, content)).content, full);
  });

  test("parts that overlap, leave the file, or are not stored are refused", async () => {
    const maps = ["500,1000,600,10", "3500,600", "0,1010,2000,1", "1,-1", "5,x"];
    for (const map of maps) {
      const listed = pax({ "GNU.sparse.size": "4000", "GNU.sparse.map": map });
      await assert.rejects(only(listed, member({}, stored)), TarReadError, map);
    }
    await assert.rejects(only(gnuSparse([[3500, 600]], 4000), content), TarReadError);
  });
});

describe("TarReader: broken input", () => {
  const whole = concatBytes(pax({ path: "first" }), member({}, "x".repeat(600)), member({ name: "second" }));

  test("each cut is an error, or leaves whole members", async () => {
    for (let size = 1; size < whole.length; size += 37) {
      const reader = readerOf(whole.subarray(0, size));
      try {
        for (const { content, name } of await readAll(reader)) assert.equal(content.length, name === "first" ? 600 : 0);
        assert.ok(size >= whole.length - TAR_BLOCK_SIZE, `cut at ${size}`);
      } catch (error) {
        assert.ok(error instanceof TarReadError, String(error));
      }
    }
  });

  test("what follows the last member is told, unless it is the end of a tar file", async () => {
    const garbage = readerOf(concatBytes(whole, new Uint8Array(TAR_BLOCK_SIZE).fill(65)));
    assert.equal((await readAll(garbage)).length, 2);
    assert.equal(garbage.damage, `invalid header at ${whole.length}`);
    const short = readerOf(concatBytes(whole, new Uint8Array(100)));
    await readAll(short);
    assert.equal(short.damage, `truncated header at ${whole.length}`);
  });

  test("what is no tar file at all is refused", async () => {
    await assert.rejects(readAll(readerOf(new Uint8Array(0))), { message: "Cannot read the tar file: empty file" });
    await assert.rejects(readAll(readerOf(new Uint8Array(600).fill(65))), /invalid header$/);
    await assert.rejects(readAll(readerOf(new Uint8Array(60).fill(65))), /truncated header$/);
    assert.deepEqual(await readAll(readerOf(new Uint8Array(1024))), []);
  });

  test("ignoreZeros goes on behind the end of a tar file and behind garbage", async () => {
    const bytes = concatBytes(whole, tarTrailer(whole.length), new Uint8Array(TAR_BLOCK_SIZE).fill(65), whole);
    assert.equal((await readAll(readerOf(bytes))).length, 2);
    assert.equal((await readAll(readerOf(bytes, { ignoreZeros: true }))).length, 4);
    const garbage = new Uint8Array(2000).fill(65);
    await assert.rejects(readAll(readerOf(garbage, { ignoreZeros: true })), /invalid header$/);
    assert.deepEqual(await readAll(readerOf(new Uint8Array(2048), { ignoreZeros: true })), []);
  });

  test("a member that was announced must come", async () => {
    await assert.rejects(only(pax({ path: "p" })), { message: "Cannot read the tar file: end of file header" });
  });

  test("names, pax headers and their number are bounded", async () => {
    const huge = (type: string, size: number): Uint8Array => encodeGnuMember({ ...FILE, type, size });
    await assert.rejects(only(huge(TAR_LONG_NAME, 2 ** 40)), /is too long$/);
    await assert.rejects(only(huge(TAR_PAX, 2 ** 40)), /is too long$/);
    const many = Array.from({ length: 100 }, () => pax({ path: "p" }));
    await assert.rejects(only(...many, member({})), /too many extended headers$/);
  });

  test("malformed records of pax headers are refused", async () => {
    for (const records of ["9 path=abc\n", "11 path=abcx", "0 x=\n", "x", "5 =a\n", "4 x=", "99999999999999 x=\n"]) {
      await assert.rejects(only(rawPax([records]), member({})), {
        message: "Cannot read the tar file: invalid header",
      });
    }
  });
});
