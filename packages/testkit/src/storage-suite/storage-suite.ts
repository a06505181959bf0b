import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { TestContext } from "node:test";
import type { Storage } from "@coffer/engine/storage";

type MakeStorage = (context: TestContext) => Storage | Promise<Storage>;

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const text = (data: Uint8Array): string => new TextDecoder().decode(data);
const noWarning = (message: string): void => assert.fail(`unexpected warning: ${message}`);
const hasCode =
  (code: string) =>
  (error: unknown): boolean =>
    (error as { code?: string }).code === code && (error as Error).name === "StorageError";

async function writeAll(storage: Storage, name: string, ...parts: string[]): Promise<void> {
  const writer = await storage.createWriter(name);
  await writer.write(parts.map(bytes));
  await writer.close({ sync: true });
}

async function names(storage: Storage, folder: string): Promise<string[]> {
  return (await storage.list(folder)).map((file) => file.name + (file.isFolder ? "/" : "")).sort();
}

/** @param make An empty storage for one test. */
export function storageSuite(backend: string, make: MakeStorage): void {
  void describe(`storage suite: ${backend}`, () => {
    const check = (name: string, body: (storage: Storage) => Promise<void>): void => {
      void test(name, async (context) => {
        const storage = await make(context);
        await body(storage);
        await storage.close();
      });
    };
    writerTests(check);
    readerTests(check);
    nameTests(check);
    folderTests(check);
  });
}

type Check = (name: string, body: (storage: Storage) => Promise<void>) => void;

function writerTests(check: Check): void {
  check("createWriter() appends parts in order and counts them", async (storage) => {
    const writer = await storage.createWriter("file");
    await writer.write([bytes("one"), bytes(""), bytes("two")]);
    assert.equal(writer.position, 6);
    await writer.write([]);
    await writer.write([bytes("three")]);
    assert.equal(writer.position, 11);
    await writer.sync();
    await writer.close();
    assert.equal(text(await storage.read("file")), "onetwothree");
  });

  check("createWriter() creates the folder of its file", async (storage) => {
    await storage.createFolder("data");
    await writeAll(storage, "data/0/1", "x");
    assert.deepEqual(await names(storage, "data"), ["data/0/"]);
  });

  check("createWriter() refuses a file that exists", async (storage) => {
    await writeAll(storage, "file", "old");
    await assert.rejects(storage.createWriter("file"), hasCode("EEXIST"));
    assert.equal(text(await storage.read("file")), "old");
  });

  check("write() takes shared memory and buffers may be reused after it", async (storage) => {
    const shared = new Uint8Array(new SharedArrayBuffer(4));
    const writer = await storage.createWriter("file");
    shared.set(bytes("1234"));
    await writer.write([shared]);
    shared.set(bytes("5678"));
    await writer.write([shared.subarray(0, 2)]);
    await writer.close();
    assert.equal(text(await storage.read("file")), "123456");
  });

  check("write() takes thousands of parts", async (storage) => {
    const parts = Array.from({ length: 3000 }, (_, at) => bytes(`${at};`));
    const writer = await storage.createWriter("file");
    await writer.write(parts);
    await writer.close();
    assert.equal(text(await storage.read("file")), parts.map(text).join(""));
  });

  check("close() may be called again, write() fails after it", async (storage) => {
    const writer = await storage.createWriter("file");
    await writer.close({ sync: true });
    await writer.close({ sync: true });
    await assert.rejects(writer.write([bytes("x")]), hasCode("EBADF"));
  });

  check("what was written can be read before close()", async (storage) => {
    const writer = await storage.createWriter("file");
    await writer.write([bytes("early")]);
    assert.equal(text(await storage.read("file")), "early");
    await writer.write([bytes(" late")]);
    assert.equal(text(await storage.read("file", 5)), " late");
    await writer.close();
  });
}

function readerTests(check: Check): void {
  check("read() gives ranges, short at the end of the file", async (storage) => {
    await storage.writeAtomic("file", bytes("0123456789"));
    assert.equal(text(await storage.read("file", 3)), "3456789");
    assert.equal(text(await storage.read("file", 3, 2)), "34");
    assert.equal(text(await storage.read("file", 8, 10)), "89");
    assert.equal(text(await storage.read("file", 10, 10)), "");
    assert.equal(text(await storage.read("file", 50, 10)), "");
  });

  check("readInto() and readNow() fill a target and count", async (storage) => {
    await storage.writeAtomic("file", bytes("0123456789"));
    const target = new Uint8Array(4);
    assert.equal(await storage.readInto("file", 2, target), 4);
    assert.equal(text(target), "2345");
    assert.equal(await storage.readInto("file", 8, target), 2);
    assert.equal(text(target.subarray(0, 2)), "89");
    assert.equal(await storage.readInto("file", 20, target), 0);
    if (storage.readNow !== undefined) {
      assert.equal(storage.readNow("file", 7, target), 3);
      assert.equal(text(target.subarray(0, 3)), "789");
    }
    const shared = new Uint8Array(new SharedArrayBuffer(3));
    assert.equal(await storage.readInto("file", 0, shared), 3);
    assert.deepEqual([...shared], [...bytes("012")]);
  });

  check("missing files: ENOENT from reads, undefined from size()", async (storage) => {
    await assert.rejects(storage.read("none"), hasCode("ENOENT"));
    await assert.rejects(storage.readInto("none", 0, new Uint8Array(1)), hasCode("ENOENT"));
    await assert.rejects(storage.rename("none", "other"), hasCode("ENOENT"));
    if (storage.readNow !== undefined) {
      assert.throws(() => storage.readNow?.("none", 0, new Uint8Array(1)), hasCode("ENOENT"));
    }
    assert.equal(await storage.size("none"), undefined);
    assert.equal(await storage.size("folder/none"), undefined);
    await storage.remove("none");
  });

  check("readers see a file that was replaced, renamed over, or removed and created again", async (storage) => {
    await storage.writeAtomic("file", bytes("first"));
    assert.equal(text(await storage.read("file")), "first");
    await storage.writeAtomic("file", bytes("second"));
    assert.equal(text(await storage.read("file")), "second");
    await storage.writeSynced("other", [bytes("third")]);
    assert.equal(text(await storage.read("other")), "third");
    await storage.rename("other", "file");
    assert.equal(text(await storage.read("file")), "third");
    await storage.remove("file");
    await writeAll(storage, "file", "fourth");
    assert.equal(text(await storage.read("file")), "fourth");
  });

  check("many files can be read at the same time", async (storage) => {
    const count = 200;
    for (let at = 0; at < count; at++) await writeAll(storage, `many/${at}`, String(at));
    const found = await Promise.all(Array.from({ length: count }, (_, at) => storage.read(`many/${at}`)));
    assert.deepEqual(
      found.map(text),
      Array.from({ length: count }, (_, at) => String(at)),
    );
  });
}

function nameTests(check: Check): void {
  for (const name of ["../out", "a/../../b", "/absolute", "a//b", "", "a/.", "nul\0byte", "folder/"]) {
    check(`the name ${JSON.stringify(name)} is refused`, async (storage) => {
      await assert.rejects(async () => storage.writeAtomic(name, bytes("x")));
      await assert.rejects(async () => storage.read(name));
      await assert.rejects(async () => storage.createWriter(name));
    });
  }
}

function folderTests(check: Check): void {
  check("list() names files and folders of one level; a missing folder has none", async (storage) => {
    await storage.createFolder("a");
    await storage.createFolder("a");
    await storage.createFolder("a/b");
    await storage.writeAtomic("a/file", bytes("x"));
    await storage.writeAtomic("top", bytes("y"));
    assert.deepEqual(await names(storage, ""), ["a/", "top"]);
    assert.deepEqual(await names(storage, "a"), ["a/b/", "a/file"]);
    assert.deepEqual(await names(storage, "missing"), []);
  });

  check("createFolder() needs its parent", async (storage) => {
    await assert.rejects(storage.createFolder("none/below"), hasCode("ENOENT"));
  });

  check("removeFolder() removes empty folders and no others", async (storage) => {
    await storage.createFolder("empty");
    await storage.createFolder("full");
    await storage.writeAtomic("full/file", bytes("x"));
    await storage.removeFolder("empty");
    await storage.removeFolder("full");
    await storage.removeFolder("missing");
    assert.deepEqual(await names(storage, ""), ["full/"]);
    assert.equal(text(await storage.read("full/file")), "x");
  });

  check("writeAtomic() and replaceSecret() create and replace, and leave nothing else", async (storage) => {
    await storage.replaceSecret("config", bytes("key one"), noWarning);
    assert.equal(text(await storage.read("config")), "key one");
    await storage.replaceSecret("config", bytes("k2"), noWarning);
    assert.equal(text(await storage.read("config")), "k2");
    await storage.writeAtomic("config", bytes(""));
    assert.equal(await storage.size("config"), 0);
    assert.deepEqual(await names(storage, ""), ["config"]);
  });

  check("writeSynced() replaces what was there", async (storage) => {
    await storage.writeSynced("file", [bytes("a long first version")]);
    await storage.writeSynced("file", [bytes("sec"), bytes("ond")]);
    await storage.syncFolder("");
    assert.equal(text(await storage.read("file")), "second");
    assert.equal(await storage.size("file"), 6);
  });

  check("appendText() creates and appends", async (storage) => {
    await storage.appendText("log", "one\n");
    await storage.appendText("log", "two\n");
    assert.equal(text(await storage.read("log")), "one\ntwo\n");
  });

  check("freeSpace() is a count of bytes or unknown", async (storage) => {
    const free = await storage.freeSpace();
    assert.ok(free === undefined || (Number.isFinite(free) && free >= 0));
  });

  check("destroy() leaves nothing", async (storage) => {
    await storage.createFolder("data");
    await writeAll(storage, "data/0/1", "x");
    await storage.destroy();
    assert.deepEqual(await names(storage, ""), []);
    assert.equal(await storage.size("data/0/1"), undefined);
  });
}
