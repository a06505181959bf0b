import assert from "node:assert/strict";
import { test } from "node:test";
import { concatBytes, fromHex, packValue } from "../bytes/index.ts";
import { MessageSplitter } from "./message-splitter.ts";
import { RpcFormatError } from "./rpc-format-error.ts";

const put = packValue(
  new Map<string, Uint8Array | number>([
    ["i", 7],
    ["data", new Uint8Array(300_000).fill(5)],
  ]),
);
const ids = packValue(Array.from({ length: 5000 }, (_, i) => new Uint8Array(32).fill(i)));
const small = packValue([1, -5, 2 ** 40, 0.5, null, true, "x".repeat(40), new Map([["k", []]])]);

function feedInPieces(splitter: MessageSplitter, stream: Uint8Array, size: number): Uint8Array[] {
  const messages: Uint8Array[] = [];
  for (let at = 0; at < stream.length; at += size)
    messages.push(...splitter.feed(stream.slice(at, at + size)).map((message) => message.slice()));
  return messages;
}

test("feed() gives each message once, whatever the pieces", () => {
  const stream = concatBytes(small, put, small, ids, small);
  for (const size of [1, 7, 64, 4095, 65_536, stream.length]) {
    const splitter = new MessageSplitter();
    assert.deepEqual(feedInPieces(splitter, stream, size), [small, put, small, ids, small], `pieces of ${size}`);
    assert.equal(splitter.pendingSize, 0);
  }
});

test("feed() gives messages that stay until it is called again", () => {
  const splitter = new MessageSplitter();
  splitter.feed(put.slice(0, 100));
  const messages = splitter.feed(concatBytes(put.slice(100), small, put, ids.slice(0, 5)));
  assert.deepEqual(messages, [put, small, put]);
  assert.deepEqual(splitter.feed(concatBytes(ids.slice(5), small)), [ids, small]);
});

test("feed() lets the memory of an unusually large message go", () => {
  const splitter = new MessageSplitter();
  const large = packValue(new Uint8Array(50_000_000));
  const [given] = [splitter.feed(large.subarray(0, 1000)), splitter.feed(large.subarray(1000))].flat();
  assert.ok(given !== undefined && given.buffer.byteLength >= large.length);
  const [next] = [splitter.feed(put.subarray(0, 1000)), splitter.feed(put.subarray(1000))].flat();
  assert.deepEqual(next, put);
  assert.ok(next !== undefined && next.buffer.byteLength < 1_000_000, "the large buffer is still in use");
});

test("feed() takes every head that Borg's msgpack reads", () => {
  const heads = [
    "c403010203",
    "c50001ff",
    "c600000001ff",
    "d901ff",
    "da0001ff",
    "db00000001ff",
    "dc0001c0",
    "dd00000001c0",
  ];
  const more = ["de00010102", "df000000010102", "ca00000000", "cb0000000000000000", "cc01", "cd0001", "ce00000001"];
  const last = [
    "cf0000000000000001",
    "d001",
    "d10001",
    "d200000001",
    "d30000000000000001",
    "c0",
    "c2",
    "c3",
    "00",
    "ff",
  ];
  for (const hex of [...heads, ...more, ...last]) {
    const message = fromHex(hex);
    assert.deepEqual(feedInPieces(new MessageSplitter(), message, 1), [message], hex);
  }
});

test("feed() refuses what Borg's msgpack refuses", () => {
  for (const hex of ["c1", "c700", "c80000", "c900000000", "d40000", "d8", "91c1"]) {
    assert.throws(() => new MessageSplitter().feed(fromHex(hex)), RpcFormatError, hex);
  }
});

test("feed() refuses a promise beyond the limits before the bytes come", () => {
  const limits = { sizeMax: 1000, valuesMax: 100 };
  const fits = packValue(new Uint8Array(997));
  assert.deepEqual(new MessageSplitter(limits).feed(fits), [fits]);
  for (const hex of [
    "dbffffffff",
    "da03e6",
    "c6ffffffff",
    "ddffffffff",
    "dc0064",
    "dfffffffff",
    "de0032",
    "9adc0060",
  ]) {
    assert.throws(() => new MessageSplitter(limits).feed(fromHex(hex)), RpcFormatError, hex);
  }
});

test("feed() looks at a message of many values once", () => {
  const splitter = new MessageSplitter();
  const begun = process.cpuUsage();
  const stream = packValue(Array.from({ length: 199_000 }, () => 1));
  assert.equal(feedInPieces(splitter, stream, 16).length, 1);
  const { user } = process.cpuUsage(begun);
  assert.ok(user < 3_000_000, `${user} µs`);
});
