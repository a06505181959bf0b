import assert from "node:assert/strict";
import { test } from "node:test";
import { packValue } from "@coffer/format/bytes";
import type { MsgpackValue } from "@coffer/format/bytes";
import { encodeDataHead } from "@coffer/format/rpc";
import { testContext } from "@coffer/testkit/context";
import { scriptedServer, testRemoteSettings } from "@coffer/testkit/rpc-server";
import type { ScriptedAnswer } from "@coffer/testkit/rpc-server";
import { RemoteRepository } from "./remote-repository.ts";

const place = { user: undefined, host: "h", port: undefined, path: "/r", location: "ssh://h/r", written: "h:/r" };
const ID = new Uint8Array(32).fill(9);

/** Opens a repository on a server that answers one method in its own way. */
async function openWith(method: string, answer: ScriptedAnswer): Promise<RemoteRepository> {
  const start = scriptedServer((request) => (request.method === method ? answer : undefined));
  return RemoteRepository.open(place, {}, testContext({ remoteSettings: () => testRemoteSettings(start) }));
}

const refused = { name: "UnexpectedRPCDataFormatFromServer" } as const;
const closed = { name: "ConnectionClosed" } as const;
const bytes = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

test("a server that says something else at the beginning is refused with what it says", async () => {
  const greeting = openWith("negotiate", { bytes: bytes("Welcome to the machine!\n") });
  await assert.rejects(greeting, { message: "Got unexpected RPC data format from server:\nWelcome to the machine!\n" });
  const binary = openWith("negotiate", { bytes: Uint8Array.from({ length: 20 }, (_, i) => 0xf0 - i) });
  await assert.rejects(binary, {
    message:
      "Got unexpected RPC data format from server:\nF0 EF EE ED EC EB EA E9 E8 E7 E6 E5 E4 E3 E2 E1\nE0 DF DE DD",
  });
  await assert.rejects(openWith("negotiate", { result: 3 }), { message: /unsupported protocol version/ });
  await assert.rejects(openWith("negotiate", "end"), {
    message: "Connection closed by remote host. Is borg working on the server?",
  });
});

test("ids, counts and keys of a wrong kind are refused", async () => {
  for (const result of [null, 5, new Uint8Array(31), [ID]]) await assert.rejects(openWith("open", { result }), refused);
  for (const result of [null, -1, 2 ** 40, 0.5, "5"] as MsgpackValue[]) {
    await assert.rejects((await openWith("__len__", { result })).size(), refused);
  }
  for (const result of [null, [new Uint8Array(5)], [ID, 5], Array.from({ length: 4 }, () => ID)]) {
    await assert.rejects((await openWith("list", { result })).list(3), refused);
  }
  for (const result of [5, [bytes("x")]])
    await assert.rejects((await openWith("load_key", { result })).loadKey(), refused);
  for (const result of [-1, "x"])
    await assert.rejects((await openWith("get_free_nonce", { result })).getFreeNonce(), refused);
  await assert.rejects((await openWith("check", { result: 1 })).check({}), refused);
});

test("objects of a wrong kind or size are refused", async () => {
  for (const result of [null, 5, [ID]]) await assert.rejects((await openWith("get", { result })).get(ID), refused);
  const tooLong = await openWith("get", { result: new Uint8Array(20_971_480) });
  await assert.rejects(tooLong.get(ID), { name: "IntegrityError" });
});

test("an answer that never ends takes no more memory than the longest one", async () => {
  const endless = await openWith("get", { bytes: encodeDataHead("named", 3, 0xffffffff) });
  await assert.rejects(endless.get(ID), refused);
  const deep = await openWith("list", { bytes: new Uint8Array(300_000).fill(0x91) });
  await assert.rejects(deep.list(10), refused);
  const many = await openWith("list", { bytes: Uint8Array.of(0xdd, 0xff, 0xff, 0xff, 0xff) });
  await assert.rejects(many.list(10), refused);
});

test("answers to what nobody asked, and to what was answered, are refused", async () => {
  const answer = packValue(
    new Map<string, MsgpackValue>([
      ["i", 999],
      ["r", null],
    ]),
  );
  await assert.rejects((await openWith("__len__", { bytes: answer })).size(), refused);
});

test("a server that goes away is told as such", async () => {
  const repository = await openWith("__len__", "end");
  await assert.rejects(
    repository.commitNonceReservation(1n, undefined).then(() => repository.size()),
    closed,
  );
});

test("more data than was to be expected is refused before it fills the memory", async () => {
  const repository = await openWith("get", { result: new Uint8Array(20_000_000) });
  const requests = Array.from({ length: 15 }, () => ({ id: ID, csize: 100 }));
  await assert.rejects(repository.getEntries(requests), { name: "IntegrityError" });
  await repository.close();
});
