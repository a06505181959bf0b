import assert from "node:assert/strict";
import { test } from "node:test";
import type { Item } from "@coffer/format/archive";
import {
  ArchiveFormatter,
  ITEM_LINE_FORMAT,
  InvalidListFormat,
  ItemFormatter,
  formatJsonAnswer,
  formatSizes,
  formatTotals,
  hashContent,
  hashKeysOf,
  needsCache,
  needsDetails,
} from "./index.ts";

// The lines below hold local times; those of the zone in which the tests run are not what is tested.
process.env["TZ"] = "UTC";

const chunk = (byte: number, size: number, csize: number) => ({ id: new Uint8Array(32).fill(byte), size, csize });

const file: Item = {
  path: "home/jöe/\udcff",
  mode: 0o100644,
  uid: 1000,
  gid: 100,
  user: "joe",
  group: null,
  mtime: 1_704_164_645_678_901_234n,
  chunks: [chunk(1, 10, 5), chunk(2, 20, 7), chunk(1, 10, 5)],
};
const link: Item = { ...file, path: "l", mode: 0o120777, source: "target\udcfe" };
delete link.chunks;
const hardLink: Item = { ...link, path: "h", mode: 0o100600 };
const folder: Item = { ...link, path: "d", mode: 0o40755, ctime: 0n, atime: 1_000_000_000n, bsdflags: 3 };
delete folder.source;

const sources = {
  archiveName: "monday",
  archiveId: "ab".repeat(32),
  refcount: (id: Uint8Array) => (id[0] === 1 ? 2 : 5),
};
const lines = (format: string, json: boolean = false): string[] =>
  [file, link, hardLink, folder].map((item) => new ItemFormatter(format, sources, json).format(item));

test("ItemFormatter writes Borg's standard lines", () => {
  assert.deepEqual(lines(ITEM_LINE_FORMAT), [
    "-rw-r--r-- joe       100       40 Tue, 2024-01-02 03:04:05 home/jöe/?\n",
    "lrwxrwxrwx joe       100        7 Tue, 2024-01-02 03:04:05 l -> target?\n",
    "hrw------- joe       100        0 Tue, 2024-01-02 03:04:05 h link to target?\n",
    "drwxr-xr-x joe       100        0 Tue, 2024-01-02 03:04:05 d\n",
  ]);
});

test("ItemFormatter knows all keys", () => {
  const [first, , third, last] = lines(
    "{type}{TAB}{uid} {gid} {bpath}|{source}|{linktarget}|{flags}|{csize}|{num_chunks}|{dsize}|{dcsize}|{unique_chunks}|" +
      "{isomtime}|{mtime:%y}|{ctime}|{isoctime}|{atime:%s}|{isoatime}|{health}|{archivename}|{archiveid:.4}|{md5}{NUL}",
  );
  const time = "2024-01-02T03:04:05.678901";
  assert.equal(
    first,
    `-\t1000 100 home/jöe/\udcff|||0|17|3|20|10|2|${time}|24|Tue, 2024-01-02 03:04:05|${time}|1704164645|${time}|` +
      "healthy|monday|abab|\0",
  );
  assert.ok(third?.startsWith("-\t1000 100 h|target?|target?|0|0|0|0|0|0|"));
  assert.ok(last?.includes("|3|") && last.includes("|1|1970-01-01T00:00:01.000000|"));
});

test("ItemFormatter shows broken files", () => {
  const broken = { ...file, chunks_healthy: [] };
  assert.equal(new ItemFormatter("{health}", sources, false).format(broken), "broken");
  assert.ok(new ItemFormatter("", sources, true).format(broken).includes('"healthy": false'));
});

test("ItemFormatter obeys Python's format specifications", () => {
  assert.deepEqual(lines("{size:08,}|{path:*^20.6}|{user!r:>8}{{}}")[0], "0,000,040|*******home/j*******|   'joe'{}");
});

test("ItemFormatter writes JSON lines with Borg's keys, and those that the format names", () => {
  assert.equal(
    lines("{size}{mtime}{archivename}{NL}", true)[1],
    '{"archivename": "monday", "type": "l", "mode": "lrwxrwxrwx", "user": "joe", "group": 100, "uid": 1000, "gid": 100, ' +
      '"path": "l", "healthy": true, "source": "target?", "linktarget": "target?", "flags": 0, "size": 7, ' +
      '"mtime": "2024-01-02T03:04:05.678901"}\n',
  );
});

test("ItemFormatter names what is wrong with a format", () => {
  const message = (format: string): string => {
    try {
      new ItemFormatter(format, sources, false).format(file);
    } catch (error) {
      assert.ok(error instanceof InvalidListFormat);
      assert.equal(error.exitCode, 2);
      return error.message;
    }
    return "no error";
  };
  assert.equal(message("{bogus}"), "Invalid format '{bogus}': there is no key 'bogus'");
  assert.equal(message("{"), "Invalid format '{': Single '{' encountered in format string");
  assert.equal(message("{size:q}"), "Invalid format '{size:q}': Invalid format specifier");
  assert.equal(message("{path:d}"), "Invalid format '{path:d}': Unknown format code 'd' for object of type 'str'");
});

test("hashContent() hashes what a file holds, and nothing for what holds none of its own", async () => {
  async function* content(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from("ab"));
    yield Buffer.from("c");
  }
  const keys = hashKeysOf("{path}{sha256}{md5}{xxh64}{size}");
  assert.deepEqual(keys, ["md5", "sha256", "xxh64"]);
  const hashes = await hashContent(file, keys, content());
  assert.equal(hashes.get("md5"), "900150983cd24fb0d6963f7d28e17f72");
  assert.equal(hashes.get("sha256"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  assert.equal(hashes.get("xxh64"), "44bc2cf5ad770999");
  assert.deepEqual([...(await hashContent(folder, ["md5"], content()))], [["md5", ""]]);
});

test("needsCache() and needsDetails() see what has to be read", () => {
  assert.equal(needsCache("{size}"), false);
  assert.equal(needsCache("{dsize}"), true);
  assert.equal(needsDetails("{archive} {time}"), false);
  assert.equal(needsDetails("{comment}"), true);
  assert.equal(needsDetails("{"), false);
});

const entry = { name: "mon\udcffday", id: new Uint8Array(32).fill(0xab), time: 1_704_164_645_678_901n };
const details = {
  hostname: "host",
  username: "joe",
  comment: "a\udcfe",
  command_line: ["borg", "create", "a b"],
  end: 1_704_164_646_000_000n,
  tamVerified: true,
};

test("ArchiveFormatter writes lines and JSON values", () => {
  const standard = new ArchiveFormatter("{archive:<36} {time} [{id}]{NL}");
  assert.equal(standard.line(entry), `mon?day${" ".repeat(30)}Tue, 2024-01-02 03:04:05 [${"ab".repeat(32)}]\n`);
  assert.deepEqual(standard.json(entry), {
    name: "mon?day",
    archive: "mon?day",
    barchive: "mon\udcffday",
    id: "ab".repeat(32),
    time: "2024-01-02T03:04:05.000000",
    start: "2024-01-02T03:04:05.000000",
  });
  const full = new ArchiveFormatter("{hostname} {username} {comment} {bcomment} {end} {command_line} {tam}");
  assert.equal(full.line(entry, details), "host joe a? a\udcfe Tue, 2024-01-02 03:04:06 borg create 'a b' verified");
  const json = full.json(entry, details);
  assert.deepEqual(json["command_line"], ["borg", "create", "a b"]);
  assert.equal(json["end"], "2024-01-02T03:04:06.000000");
  assert.equal(json["bcomment"], "a\udcfe");
  assert.throws(() => new ArchiveFormatter("{size}"), InvalidListFormat);
});

test("formatSizes() and formatTotals() keep to the columns of Borg's header", () => {
  const sizes = { original_size: 1_000_000, compressed_size: 2000, deduplicated_size: 3 };
  assert.equal(
    formatSizes("This archive:", sizes, false),
    "This archive:                1.00 MB              2.00 kB                  3 B",
  );
  const totals = {
    total_size: 1024,
    total_csize: 2048,
    unique_size: 0,
    unique_csize: 1,
    total_unique_chunks: 7,
    total_chunks: 70,
  };
  assert.equal(
    formatTotals(totals, true),
    "All archives:               1.00 KiB             2.00 KiB                  1 B\n\n" +
      "                       Unique chunks         Total chunks\n" +
      "Chunk index:                       7                   70",
  );
});

test("formatJsonAnswer() obeys BORG_JSON_INDENT", () => {
  const value = { b: 1, a: [] };
  assert.equal(formatJsonAnswer(value, undefined), '{\n    "a": [],\n    "b": 1\n}\n');
  assert.equal(formatJsonAnswer(value, "none"), '{"a": [], "b": 1}\n');
  assert.equal(formatJsonAnswer(value, "1"), '{\n "a": [],\n "b": 1\n}\n');
  assert.equal(formatJsonAnswer(value, "--"), '{\n--"a": [],\n--"b": 1\n}\n');
  assert.equal(formatJsonAnswer(value, ""), '{\n"a": [],\n"b": 1\n}\n');
});
