import { concatBytes, packValue } from "@coffer/format/bytes";
import {
  decodeLogLine,
  decodeRequest,
  decodeResponse,
  encodeRequest,
  encodeResponse,
  LineSplitter,
  MessageSplitter,
  negotiationArgs,
  readClientData,
  readServerData,
  RpcFormatError,
} from "@coffer/format/rpc";
import type { FuzzTarget } from "./fuzz-target.ts";

const id = new Uint8Array(32).fill(7);
const failure = {
  exception_class: "ObjectNotFound",
  exception_args: ["00", null, 5],
  exception_full: ["line\n"],
  exception_short: ["short"],
  exception_trace: true,
  sysinfo: "",
};

/** Bytes from a peer, either side's: cut into messages, read as requests and responses, and as lines of a log. */
export const target: FuzzTarget = {
  name: "rpc",
  seeds: () => [
    encodeRequest({ form: "positional", msgid: 1, method: "negotiate", args: negotiationArgs([1, 4, 5, -1]) }),
    encodeRequest({ form: "named", msgid: 2, method: "put", args: new Map([["id", id]]) }),
    encodeResponse("positional", { msgid: 1, result: new Map([["server_version", [1, 2, 4, -1]]]) }),
    encodeResponse("named", { msgid: 2, result: [id, id] }),
    encodeResponse("named", { msgid: 3, failure }),
    concatBytes(packValue([1, 2, "get", [id]]), encodeResponse("named", { msgid: 4, result: null })),
    new TextEncoder().encode(
      '{"type": "log_message", "levelname": "INFO", "message": "x"}\n$LOG INFO borg Remote: x\r\ny',
    ),
  ],
  run(input) {
    for (const line of new LineSplitter().feed(input)) decodeLogLine(line);
    const splitter = new MessageSplitter();
    const half = input.length >> 1;
    try {
      for (const part of [input.slice(0, half), input.slice(half)]) splitter.feed(part).forEach(readBoth);
    } catch (error) {
      if (!(error instanceof RpcFormatError)) throw error;
    }
  },
};

function readBoth(message: Uint8Array): void {
  try {
    const request = decodeRequest(message);
    readClientData(request.args.get("client_data"));
  } catch (error) {
    if (!(error instanceof RpcFormatError)) throw error;
  }
  const response = decodeResponse(message);
  if (response.failure === undefined) readServerData(response.result);
}
