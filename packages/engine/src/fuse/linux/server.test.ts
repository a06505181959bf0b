import assert from "node:assert/strict";
import { constants } from "node:os";
import { test } from "node:test";
import { type FileSystem, FileSystemError, ROOT_NODE } from "../file-system.ts";
import type { RequestHandler } from "./device.ts";
import { IN_HEADER_SIZE, NO_OPENDIR_SUPPORT, Opcode, OUT_HEADER_SIZE } from "./protocol.ts";
import { FuseServer, type RequestSource } from "./server.ts";

const { EIO, ENODATA, ENOENT, ENOSYS, ERANGE, EROFS } = constants.errno;
const FOLDER = 0o040755;
const FILE = 0o100644;
/** In order: node 2 and so on. The last but one is longer than kernels take. */
const NAMES = ["a", "longer name", "x".repeat(2000), "z"];

class FakeFiles implements FileSystem {
  readonly isBusy = false;
  entered = 0;

  enter(): void | Promise<void> {
    this.entered += 1;
    return this.entered === 1 ? Promise.resolve() : undefined;
  }

  lookup(folder: number, name: Uint8Array): number {
    const index = NAMES.indexOf(new TextDecoder().decode(name));
    return folder !== ROOT_NODE || index < 0 ? 0 : index + 2;
  }

  attributes(node: number, into: Parameters<FileSystem["attributes"]>[1]): void {
    Object.assign(into, { mode: node === ROOT_NODE ? FOLDER : FILE, size: 2 ** 40 + 5, mtime: -1n, uid: 7 });
  }

  list(_folder: number, cursor: number, add: Parameters<FileSystem["list"]>[2]): void {
    for (let index = cursor; index < NAMES.length; index++) {
      if (!add(new TextEncoder().encode(NAMES[index]), index + 2, index + 1)) return;
    }
  }

  parentOf(): number {
    return ROOT_NODE;
  }

  readLink(): Promise<Uint8Array> {
    return Promise.resolve(Buffer.from("target"));
  }

  open(node: number): number {
    if (node === 3) throw new FileSystemError(EIO);
    return 42;
  }

  read(handle: number, offset: number, size: number, send: (pieces: readonly Uint8Array[]) => void): void {
    if (handle !== 42) throw new Error("a defect");
    send([Buffer.from("content").subarray(offset, offset + size), Buffer.from("!")]);
  }

  release(): void {}

  xattrNames(): readonly Uint8Array[] {
    return [Buffer.from("user.a"), Buffer.from("user.b")];
  }

  xattr(_node: number, name: Uint8Array): Uint8Array | undefined {
    return Buffer.from(name).toString() === "user.a" ? Buffer.from("value") : undefined;
  }
}

interface Answer {
  readonly error: number;
  readonly unique: bigint;
  readonly body: Buffer;
}

/** A kernel that asks one question after the other. */
class FakeKernel implements RequestSource {
  readonly buffer: Uint8Array = new Uint8Array(8192);
  readonly answers: Answer[] = [];
  readonly troubles: unknown[] = [];
  #handle: RequestHandler = () => assert.fail("not served");
  #unique = 0x1_0000_0001n;

  constructor() {
    void new FuseServer(this, new FakeFiles(), (error) => this.troubles.push(error)).serve();
  }

  serve(handle: RequestHandler): Promise<void> {
    this.#handle = handle;
    return Promise.resolve();
  }

  reply(first: Uint8Array, rest: readonly Uint8Array[] = []): void {
    const bytes = Buffer.concat([first, ...rest]);
    assert.equal(bytes.readUInt32LE(0), bytes.length, "length in the header");
    this.answers.push({
      error: Math.abs(bytes.readInt32LE(4)),
      unique: bytes.readBigUInt64LE(8),
      body: bytes.subarray(OUT_HEADER_SIZE),
    });
  }

  /** @param body Numbers are 32 bits each, texts end in NUL. */
  async ask(opcode: number, node: number, ...body: (number | string)[]): Promise<Answer | undefined> {
    const bytes = Buffer.from(this.buffer.buffer);
    // what an earlier request has left must not matter
    bytes.fill(0xff);
    let end = IN_HEADER_SIZE;
    for (const part of body) {
      if (typeof part === "number") end = bytes.writeUInt32LE(part, end);
      else end += bytes.write(`${part}\0`, end);
    }
    bytes.writeUInt32LE(end, 0);
    bytes.writeUInt32LE(opcode, 4);
    bytes.writeBigUInt64LE(++this.#unique, 8);
    bytes.writeBigUInt64LE(BigInt(node), 16);
    const before = this.answers.length;
    this.#handle(end);
    bytes.fill(0xff);
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(this.answers.length <= before + 1, "one question, one answer");
    const answer = this.answers[before];
    assert.equal(answer?.unique ?? this.#unique, this.#unique);
    return answer;
  }
}

test("FuseServer answers INIT with what it wants of what the kernel has", async () => {
  const kernel = new FakeKernel();
  const answer = await kernel.ask(Opcode.INIT, 0, 7, 45, 131072, 1 << 13);
  assert.deepEqual([answer?.error, answer?.body.length], [0, 64]);
  assert.deepEqual([answer?.body.readUInt32LE(0), answer?.body.readUInt32LE(4)], [7, 36]);
  assert.equal(answer?.body.readUInt32LE(12), 1 << 13);
  assert.notEqual((await kernel.ask(Opcode.INIT, 0, 7, 8, 0, 0))?.error, 0);
});

test("FuseServer opens folders for old kernels only", async () => {
  const kernel = new FakeKernel();
  await kernel.ask(Opcode.INIT, 0, 7, 27, 131072, 1);
  const answer = await kernel.ask(Opcode.OPENDIR, ROOT_NODE, 0, 0);
  assert.deepEqual([answer?.error, answer?.body.length], [0, 16]);
  assert.equal((await kernel.ask(Opcode.RELEASEDIR, ROOT_NODE, 0, 0))?.error, 0);
  await kernel.ask(Opcode.INIT, 0, 7, 31, 131072, NO_OPENDIR_SUPPORT);
  assert.equal((await kernel.ask(Opcode.OPENDIR, ROOT_NODE, 0, 0))?.error, ENOSYS);
});

test("FuseServer finds names, also where a folder has to be read first", async () => {
  const kernel = new FakeKernel();
  const found = await kernel.ask(Opcode.LOOKUP, ROOT_NODE, "longer name");
  assert.deepEqual([found?.error, found?.body.length, found?.body.readUInt32LE(0)], [0, 128, 3]);
  const attributes = found?.body.subarray(40) ?? Buffer.alloc(0);
  assert.equal(attributes.readBigUInt64LE(8), 2n ** 40n + 5n);
  assert.deepEqual([attributes.readBigInt64LE(32), attributes.readUInt32LE(52)], [-1n, 999_999_999]);
  assert.deepEqual([attributes.readUInt32LE(60), attributes.readUInt32LE(68)], [FILE, 7]);
  assert.equal((await kernel.ask(Opcode.LOOKUP, ROOT_NODE, "nope"))?.error, ENOENT);
});

for (const plus of [false, true]) {
  test(`FuseServer lists a folder in pieces (${plus ? "READDIRPLUS" : "READDIR"})`, async () => {
    const kernel = new FakeKernel();
    const names: string[] = [];
    for (let cursor = 0, rounds = 0; rounds < 20; rounds++) {
      const opcode = plus ? Opcode.READDIRPLUS : Opcode.READDIR;
      const answer = await kernel.ask(opcode, ROOT_NODE, 0, 0, cursor, 0, plus ? 330 : 70, 0);
      const body = answer?.body ?? Buffer.alloc(0);
      if (body.length === 0) break;
      for (let at = 0; at < body.length;) {
        if (plus) at += 128;
        cursor = Number(body.readBigUInt64LE(at + 8));
        const length = body.readUInt32LE(at + 16);
        names.push(body.toString("utf8", at + 24, at + 24 + length));
        assert.equal(body.readUInt32LE(at + 20), names.at(-1)?.startsWith(".") === true ? 4 : 8);
        at += (24 + length + 7) & ~7;
      }
    }
    assert.deepEqual(names, [".", "..", "a", "longer name", "z"]);
  });
}

test("FuseServer reads, and tells why it cannot", async () => {
  const kernel = new FakeKernel();
  assert.equal((await kernel.ask(Opcode.OPEN, 2, 0, 0))?.body.readUInt32LE(0), 42);
  assert.equal((await kernel.ask(Opcode.OPEN, 3, 0, 0))?.error, EIO);
  const read = (handle: number, offset: number): Promise<Answer | undefined> =>
    kernel.ask(Opcode.READ, 2, handle, 0, offset, 0, 4, 0, 0, 0, 0, 0);
  assert.equal((await read(42, 2))?.body.toString(), "nten!");
  assert.deepEqual(kernel.troubles, []);
  assert.equal((await read(41, 0))?.error, EIO);
  assert.deepEqual(kernel.troubles.map(String), ["Error: a defect"]);
  assert.equal((await kernel.ask(Opcode.READLINK, 2))?.body.toString(), "target");
});

test("FuseServer gives extended attributes, their sizes, and names", async () => {
  const kernel = new FakeKernel();
  const get = (room: number, name: string): Promise<Answer | undefined> =>
    kernel.ask(Opcode.GETXATTR, 2, room, 0, name);
  assert.equal((await get(100, "user.a"))?.body.toString(), "value");
  assert.equal((await get(0, "user.a"))?.body.readUInt32LE(0), 5);
  assert.equal((await get(4, "user.a"))?.error, ERANGE);
  assert.equal((await get(100, "user.c"))?.error, ENODATA);
  assert.equal((await kernel.ask(Opcode.LISTXATTR, 2, 100, 0))?.body.toString(), "user.a\0user.b\0");
});

test("FuseServer changes nothing, and answers what it does not know", async () => {
  const kernel = new FakeKernel();
  for (const opcode of [Opcode.MKDIR, Opcode.UNLINK, Opcode.SETATTR, Opcode.WRITE, Opcode.SETXATTR]) {
    assert.equal((await kernel.ask(opcode, 2, 0, 0, "x"))?.error, EROFS);
  }
  assert.equal((await kernel.ask(4711, 2))?.error, ENOSYS);
  // forgetting is not answered at all
  assert.equal(await kernel.ask(Opcode.FORGET, 2, 1, 0), undefined);
  assert.equal((await kernel.ask(Opcode.STATFS, ROOT_NODE))?.body.length, 80);
});
