import { createWriteStream, fstatSync } from "node:fs";
import { Socket } from "node:net";
import type { Writable } from "node:stream";
import { ConnectionClosed } from "@coffer/format/errors";
import { SocketInput } from "./socket-input.ts";

/** The program at the other end of standard input and output. */
export interface StandardConnection {
  /** Each piece is valid until the next one is asked for. */
  readonly input: AsyncIterable<Uint8Array>;
  /** Aborted when it has closed its end; a file has none. */
  readonly closed: AbortSignal;
  /** Resolves when all parts are on their way. @throws {ConnectionClosed} */
  send(parts: readonly Uint8Array[]): Promise<void>;
}

/**
 * Standard input and output as a conversation: neither a client that is silent nor one that does not listen holds up the process.
 *
 * @param signal Once aborted, the input ends with its reason.
 */
export function standardConnection(signal: AbortSignal): StandardConnection {
  const socket = isPipe(0) ? new SocketInput(0) : undefined;
  const input = socket ?? process.stdin;
  const output = openOutput();
  // Each write hears of it.
  output.on("error", () => undefined);
  signal.addEventListener("abort", () => input.destroy(signal.reason as Error), { once: true });
  return { input, closed: socket?.closed ?? signal, send: (parts) => sendAll(output, parts) };
}

/** Node's own stream for standard output would wait inside each write. */
function openOutput(): Writable {
  if (isPipe(1)) return new Socket({ fd: 1, readable: false, writable: true });
  return createWriteStream("", { fd: 1, autoClose: false });
}

function isPipe(fd: number): boolean {
  const stat = fstatSync(fd);
  return stat.isFIFO() || stat.isSocket();
}

function sendAll(output: Writable, parts: readonly Uint8Array[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const last = parts.length - 1;
    output.cork();
    for (const [at, part] of parts.entries()) {
      output.write(part, (error) => {
        if (error !== null && error !== undefined) reject(new ConnectionClosed());
        else if (at === last) resolve();
      });
    }
    output.uncork();
  });
}
