import { PassThrough } from "node:stream";
import type { RemoteProcess, RemoteSettings } from "@coffer/engine/context";
import type { MsgpackValue } from "@coffer/format/bytes";
import { decodeRequest, encodeResponse, MessageSplitter } from "@coffer/format/rpc";
import type { RpcFailure, RpcRequest } from "@coffer/format/rpc";

/** What to do about a request: give a result or a failure, send bytes of whatever kind, say nothing, or go away. */
export type ScriptedAnswer =
  | { readonly result: MsgpackValue }
  | { readonly failure: Partial<RpcFailure> & Pick<RpcFailure, "exception_class"> }
  | { readonly bytes: Uint8Array }
  | "silence"
  | "end";

/** A server that answers as it is told; `negotiate` is answered in the name of Borg 1.4.5 where the script does not. */
export function scriptedServer(
  answer: (request: RpcRequest) => ScriptedAnswer | undefined,
): NonNullable<RemoteSettings["start"]> {
  return (): RemoteProcess => {
    const stdin = new PassThrough();
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    const splitter = new MessageSplitter();
    const end = (): void => {
      stdout.end();
      stderr.end();
    };
    stdin.on("data", (bytes: Uint8Array) => {
      for (const message of splitter.feed(bytes)) {
        const request = decodeRequest(message.slice());
        const given = answer(request) ?? otherwise(request);
        if (given === "end") end();
        else if (given !== "silence") stdout.write(encode(request, given));
      }
    });
    stdin.on("end", end);
    return { stdin, stdout, stderr, exited: new Promise((resolve) => stderr.once("finish", resolve)), kill: end };
  };
}

function otherwise({ method }: RpcRequest): ScriptedAnswer {
  if (method === "negotiate") return { result: new Map([["server_version", [1, 4, 5, -1]]]) };
  if (method === "open") return { result: new Uint8Array(32).fill(1) };
  return { result: null };
}

function encode({ form, msgid }: RpcRequest, answer: Exclude<ScriptedAnswer, string>): Uint8Array {
  if ("bytes" in answer) return answer.bytes;
  if ("result" in answer) return encodeResponse(form, { msgid, result: answer.result });
  const failure = { exception_full: [], exception_short: [], exception_trace: false, sysinfo: "", ...answer.failure };
  return encodeResponse(form, { msgid, failure });
}
