import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { bytesToText, concatBytes } from "../bytes/index.ts";
import { LineSplitter } from "./line-splitter.ts";
import { MessageSplitter } from "./message-splitter.ts";
import { RPC_METHODS } from "./methods.ts";
import { decodeRequest, encodePutHead, encodeRequest } from "./request.ts";
import { decodeResponse, encodeDataHead, encodeIdsResponse, encodeResponse } from "./response.ts";
import { RpcFormatError } from "./rpc-format-error.ts";

const msgid = fc.nat();
const form = fc.constantFrom("named" as const, "positional" as const);
const bytes = fc.uint8Array({ maxLength: 80 });
const text = bytes.map((raw) => bytesToText(raw));
const positionalMethods = [...RPC_METHODS].filter(([, { positional }]) => positional !== undefined);

test("decodeRequest() gives back what encodeRequest() got", () => {
  const call = fc
    .constantFrom(...positionalMethods)
    .chain(([method, { positional = [] }]) =>
      fc
        .tuple(...positional.map((name) => fc.tuple(fc.constant(name), fc.oneof(fc.integer(), fc.boolean(), bytes))))
        .map((pairs) => ({ method, args: new Map(pairs) })),
    );
  fc.assert(
    fc.property(form, msgid, call, (chosen, id, { method, args }) => {
      const request = { form: chosen, msgid: id, method, args };
      assert.deepEqual(decodeRequest(encodeRequest(request)), request);
    }),
  );
});

test("heads followed by their data are the whole message", () => {
  fc.assert(
    fc.property(form, msgid, bytes, bytes, (chosen, id, name, data) => {
      const args = new Map([
        ["id", name],
        ["data", data],
      ]);
      const request = encodeRequest({ form: chosen, msgid: id, method: "put", args });
      assert.deepEqual(concatBytes(encodePutHead(chosen, id, name, data.length), data), request);
      const response = encodeResponse(chosen, { msgid: id, result: data });
      assert.deepEqual(concatBytes(encodeDataHead(chosen, id, data.length), data), response);
    }),
  );
});

test("the parts of an answer with ids are the whole answer", () => {
  fc.assert(
    fc.property(form, msgid, fc.integer({ min: 0, max: 3000 }), (chosen, id, count) => {
      const packed = Uint8Array.from({ length: 32 * count }, (_, at) => at * 7 + (at >> 5));
      const ids = Array.from({ length: count }, (_, at) => packed.subarray(32 * at, 32 * at + 32));
      const whole = encodeResponse(chosen, { msgid: id, result: ids });
      assert.equal(Buffer.compare(concatBytes(...encodeIdsResponse(chosen, id, packed)), whole), 0);
    }),
    { numRuns: 30 },
  );
});

test("decodeResponse() gives back what encodeResponse() got", () => {
  const failure = fc.record(
    {
      exception_class: text,
      exception_args: fc.array(fc.oneof(text, fc.integer(), fc.constant(null))),
      exception_full: fc.array(text),
      exception_short: fc.array(text),
      exception_trace: fc.boolean(),
      sysinfo: text,
    },
    { noNullPrototype: true },
  );
  fc.assert(
    fc.property(msgid, failure, (id, thrown) => {
      const response = { msgid: id, failure: thrown };
      assert.deepEqual(decodeResponse(encodeResponse("named", response)), response);
      const { failure: known } = decodeResponse(encodeResponse("positional", response));
      assert.deepEqual([known?.exception_class, known?.exception_args], [thrown.exception_class, undefined]);
    }),
  );
});

test("a stream of messages comes out as it went in, cut anywhere", () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(msgid, bytes)), fc.integer({ min: 1, max: 50 }), (results, size) => {
      const messages = results.map(([id, result]) => encodeResponse("named", { msgid: id, result }));
      const stream = concatBytes(...messages);
      const splitter = new MessageSplitter();
      const found: Uint8Array[] = [];
      for (let at = 0; at < stream.length; at += size)
        found.push(...splitter.feed(stream.slice(at, at + size)).map((message) => message.slice()));
      assert.deepEqual(found, messages);
    }),
  );
});

test("decoders of any bytes give a message or throw a RpcFormatError", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (hostile) => {
      for (const decode of [decodeRequest, decodeResponse, (input: Uint8Array) => new MessageSplitter().feed(input)]) {
        try {
          decode(hostile);
        } catch (error) {
          if (!(error instanceof RpcFormatError)) throw error;
        }
      }
    }),
    { numRuns: 1000 },
  );
});

test("lines joined are the text, cut anywhere", () => {
  const piece = fc.constantFrom("a", "ä", "\n", "\r", "\r\n", "…");
  fc.assert(
    fc.property(fc.array(piece), fc.integer({ min: 1, max: 5 }), (pieces, size) => {
      const whole = new Uint8Array(Buffer.from(pieces.join("")));
      const splitter = new LineSplitter();
      const lines: string[] = [];
      for (let at = 0; at < whole.length; at += size) lines.push(...splitter.feed(whole.subarray(at, at + size)));
      assert.equal(lines.join("") + splitter.rest(), pieces.join(""));
      for (const line of lines) assert.match(line, /^[^\r\n]*(?:\r\n|\r|\n)$/);
    }),
  );
});
