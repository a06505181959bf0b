import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { test } from "node:test";
import type { RemoteSettings } from "../../context/index.ts";
import { FakeClock } from "@coffer/testkit/context";
import { testRemoteSettings } from "@coffer/testkit/rpc-server";
import { SftpSplitter } from "./message-splitter.ts";
import { PacketReader } from "./packet-reader.ts";
import { byteString, packet, textString, u32 } from "./packet-writer.ts";
import { MESSAGE_SIZE_MAX, REPLY, REQUEST, STATUS } from "./protocol.ts";
import { SftpClient } from "./sftp-client.ts";
import { SftpFormatError } from "./sftp-error.ts";

const HOST = { user: undefined, host: "host", port: undefined };
const HANDLE = byteString(Uint8Array.of(1));
const VERSION_3 = packet(REPLY.VERSION, [u32(3)]);

/** What a server says to a request of this type and id; nothing: it goes away. */
type Script = (type: number, id: Uint8Array) => Uint8Array | undefined;

function serverThat(answer: Script): NonNullable<RemoteSettings["start"]> {
  return () => {
    const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
    const splitter = new SftpSplitter();
    const end = (): void => {
      stdout.end();
      stderr.end();
    };
    stdin.on("data", (bytes: Uint8Array) => {
      for (const message of splitter.feed(bytes)) {
        const said = answer(message[0] ?? 0, message.slice(1, 5));
        if (said === undefined) end();
        else stdout.write(said);
      }
    });
    stdin.on("close", end);
    return { stdin, stdout, stderr, exited: new Promise((resolve) => stderr.once("finish", resolve)), kill: end };
  };
}

function connect(answer: Script): Promise<SftpClient> {
  return SftpClient.connect(HOST, testRemoteSettings(serverThat(answer)), new FakeClock());
}

const greeting =
  (answer: Script): Script =>
  (type, id) =>
    type === REQUEST.INIT ? VERSION_3 : answer(type, id);
const status = (id: Uint8Array, code: number): Uint8Array => packet(REPLY.STATUS, [id, u32(code), textString("said")]);

for (const [what, said] of [
  ["text", new TextEncoder().encode("Welcome to this machine\r\n")],
  ["a message that is longer than any", u32(MESSAGE_SIZE_MAX + 1)],
  ["an empty message", u32(0)],
  ["an old version", packet(REPLY.VERSION, [u32(2)])],
  ["something else than a version", packet(REPLY.STATUS, [u32(0), u32(0)])],
  ["an extension without an end", packet(REPLY.VERSION, [u32(3), u32(1000)])],
] as const) {
  test(`connect() ends at ${what}`, async () => {
    await assert.rejects(
      connect(() => said),
      { name: "SftpProtocolError" },
    );
  });
}

test("connect() of a server that goes away says what to look at", async () => {
  await assert.rejects(
    connect(() => undefined),
    { name: "ConnectionClosedWithHint" },
  );
});

for (const [what, reply] of [
  ["an answer to nothing", () => status(u32(4711), STATUS.OK)],
  ["a reply of another type", (id: Uint8Array) => packet(REPLY.NAME, [id, u32(0)])],
  ["a handle that is too long", (id: Uint8Array) => packet(REPLY.HANDLE, [id, byteString(new Uint8Array(257))])],
  ["a field that is longer than its message", (id: Uint8Array) => packet(REPLY.HANDLE, [id, u32(0xffff_ffff)])],
  ["success without a handle", (id: Uint8Array) => status(id, STATUS.OK)],
] as const) {
  test(`open() ends the connection at ${what}, and so does every later call`, async () => {
    const client = await connect(greeting((_type, id) => reply(id)));
    await assert.rejects(client.open("/file", "read"), { name: "SftpProtocolError" });
    await assert.rejects(client.remove("/file"), { name: "SftpProtocolError" });
    await client.end();
  });
}

for (const [what, size] of [
  ["more than was asked for", 11],
  ["nothing, for ever", 0],
] as const) {
  test(`read() ends the connection when the server gives ${what}`, async () => {
    const data = byteString(new Uint8Array(size));
    const client = await connect(
      greeting((type, id) =>
        type === REQUEST.OPEN ? packet(REPLY.HANDLE, [id, HANDLE]) : packet(REPLY.DATA, [id, data]),
      ),
    );
    const handle = await client.open("/file", "read");
    await assert.rejects(client.read(handle, 0, new Uint8Array(10)), { name: "SftpProtocolError" });
    await client.end();
  });
}

test("read() puts short pieces together and ends at the end of the file", async () => {
  let left = 7;
  const client = await connect(
    greeting((type, id) => {
      if (type === REQUEST.OPEN) return packet(REPLY.HANDLE, [id, HANDLE]);
      const piece = new Uint8Array(Math.min(3, left)).fill(left);
      left -= piece.length;
      return piece.length === 0 ? status(id, STATUS.EOF) : packet(REPLY.DATA, [id, byteString(piece)]);
    }),
  );
  const target = new Uint8Array(10);
  assert.equal(await client.read(await client.open("/file", "read"), 0, target), 7);
  assert.deepEqual([...target], [7, 7, 7, 4, 4, 4, 1, 0, 0, 0]);
  await client.end();
});

test("list() of a folder without end gives up", async () => {
  const names = Array.from({ length: 8000 }, () => [textString("name"), textString(""), u32(0)]).flat();
  const client = await connect(
    greeting((type, id) => {
      if (type === REQUEST.OPENDIR) return packet(REPLY.HANDLE, [id, HANDLE]);
      return type === REQUEST.READDIR ? packet(REPLY.NAME, [id, u32(8000), ...names]) : status(id, STATUS.OK);
    }),
  );
  await assert.rejects(client.list("/folder"), { code: "EOVERFLOW" });
  await client.end();
});

test("a plain failure is given the reason that the server lets one see", async () => {
  const client = await connect(
    greeting((type, id) => {
      if (type === REQUEST.LSTAT) return packet(REPLY.ATTRS, [id, u32(0)]);
      return status(id, type === REQUEST.REMOVE ? STATUS.PERMISSION_DENIED : STATUS.FAILURE);
    }),
  );
  await assert.rejects(client.open("/file", "create"), { code: "EEXIST" });
  await assert.rejects(client.makeFolder("/folder", 0o700), { code: "EEXIST" });
  await assert.rejects(client.open("/file", "read"), { code: "EIO" });
  await assert.rejects(client.remove("/file"), { code: "EACCES" });
  await client.end();
});

test("PacketReader never reads beyond its message", () => {
  assert.throws(() => new PacketReader(new Uint8Array(3)).u32(), SftpFormatError);
  assert.throws(() => new PacketReader(new Uint8Array(8).fill(255)).u64(), SftpFormatError);
  assert.throws(() => new PacketReader(u32(5)).bytes(), SftpFormatError);
});
