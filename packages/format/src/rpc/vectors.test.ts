import assert from "node:assert/strict";
import { test } from "node:test";
import { loadVectors } from "../../../testkit/src/spec/index.ts";
import { concatBytes, fromHex, toHex } from "../bytes/index.ts";
import { MessageSplitter } from "./message-splitter.ts";
import { decodeRequest, encodeRequest } from "./request.ts";
import { decodeResponse, encodeResponse } from "./response.ts";
import { RpcFormatError } from "./rpc-format-error.ts";

interface Step {
  readonly request: string;
  readonly response: string | null;
}

const { sessions } = loadVectors<{ sessions: { note: string; steps: Step[] }[] }>("rpc");
const steps = sessions.flatMap((session) => session.steps.map((step) => ({ ...step, note: session.note })));

test("requests of the recorded conversations are read and written byte for byte", () => {
  let count = 0;
  for (const { request, note } of steps) {
    let decoded;
    try {
      decoded = decodeRequest(fromHex(request));
    } catch (error) {
      assert.ok(error instanceof RpcFormatError, note);
      continue;
    }
    count += 1;
    if (decoded.form === "positional" && decoded.method === "open") continue; // as older clients send it
    assert.equal(toHex(encodeRequest(decoded)), request, note);
  }
  assert.ok(count > 40, `only ${count}`);
});

test("responses of the recorded conversations are read and written byte for byte", () => {
  let failures = 0;
  for (const { request, response, note } of steps) {
    if (response === null || response === "") continue;
    let form: "named" | "positional";
    try {
      ({ form } = decodeRequest(fromHex(request)));
    } catch {
      continue;
    }
    const decoded = decodeResponse(fromHex(response));
    assert.equal(toHex(encodeResponse(form, decoded)), response, note);
    if (decoded.failure !== undefined) failures += 1;
  }
  assert.ok(failures > 5, `only ${failures}`);
});

test("a whole recorded conversation is cut into its messages", () => {
  for (const { note, steps: all } of sessions) {
    const responses = all.map(({ response }) => fromHex(response ?? ""));
    const messages = new MessageSplitter().feed(concatBytes(...responses));
    assert.deepEqual(messages.map(toHex), responses.filter(({ length }) => length > 0).map(toHex), note);
  }
});
