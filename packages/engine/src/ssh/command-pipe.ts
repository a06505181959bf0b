import { ConnectionBrokenWithHint, ConnectionClosed } from "@coffer/format/errors";
import type { BorgError } from "@coffer/format/errors";
import { LineSplitter } from "@coffer/format/rpc";
import type { Clock, RemoteProcess, RemoteSettings } from "../context/index.ts";
import { SendQueue } from "./send-queue.ts";
import { startServer } from "./start-server.ts";

/** How long a server may take to end when nothing is left for it to do. */
const END_TIMEOUT_MS = 30_000;
/** How long the remains of a lost connection may take to end. */
const LOST_TIMEOUT_MS = 1000;
/** How long the end of the answers may lag behind a pipe that is broken. */
const BREAK_DELAY_MS = 200;

/** What is told of a pipe. */
export interface PipeEvents {
  /** Bytes from the other side, which may be used until this returns. */
  readonly received: (bytes: Uint8Array) => void;
  /** Nothing more will come, for this reason. May be told more than once. */
  readonly lost: (loss: BorgError) => void;
}

/** A command that connects to a server, running: what goes there is queued, and its standard error is shown line by line. */
export class CommandPipe {
  readonly queue: SendQueue;
  readonly #child: RemoteProcess;

  constructor(command: readonly string[], settings: RemoteSettings, clock: Clock, events: PipeEvents) {
    this.#child = startServer(command, settings);
    const { stdin, stdout, stderr } = this.#child;
    this.queue = new SendQueue(stdin, clock, { rateLimit: settings.uploadRatelimit, buffer: settings.uploadBuffer });
    stdin.on("error", () => setTimeout(() => events.lost(new ConnectionBrokenWithHint("Broken Pipe")), BREAK_DELAY_MS));
    stdout.on("data", (bytes: Uint8Array) => events.received(bytes));
    stdout.once("close", () => events.lost(new ConnectionClosed()));
    const lines = new LineSplitter();
    stderr.on("data", (bytes: Uint8Array) => lines.feed(bytes).forEach(settings.showLine));
    stderr.once("end", () => {
      const rest = lines.rest();
      if (rest !== "") settings.showLine(`${rest}\n`);
    });
  }

  /** Sends nothing any more; what the other side has said may still come. */
  stopSending(): void {
    this.#child.stdin.destroy();
  }

  /** Hears nothing any more. */
  stopReceiving(): void {
    this.#child.stdout.destroy();
  }

  /** Tells the server that nothing will follow, and waits for its end. What was not sent is not sent any more. */
  async end(isLost: boolean): Promise<void> {
    this.queue.abandon();
    const { stdin, exited, kill } = this.#child;
    stdin.end();
    const timer = setTimeout(kill, isLost ? LOST_TIMEOUT_MS : END_TIMEOUT_MS);
    await exited;
    clearTimeout(timer);
  }

  /** Ends the command at once. */
  async abort(): Promise<void> {
    this.stopSending();
    this.stopReceiving();
    this.#child.kill();
    await this.#child.exited;
  }
}
