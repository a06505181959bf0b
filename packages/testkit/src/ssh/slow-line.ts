import { connect, createServer } from "node:net";
import type { AddressInfo, Server, Socket } from "node:net";

export interface LineOptions {
  /** Of the answer to one byte: half of it in each direction. */
  readonly roundTripMs: number;
  /** Of each direction. */
  readonly bytesPerSecond: number;
}

/** As a router has: beyond it, the sender has to wait. */
const QUEUE_MS = 50;

/**
 * A TCP proxy on the loopback address with the delay and rate of a long line. Each direction is a queue: a piece leaves when those
 * before it have, at the rate of the line, and arrives half a round trip later. What it does not have is TCP's slow start and loss.
 */
export class SlowLine {
  readonly port: number;
  readonly #server: Server;
  readonly #traffic: Traffic;

  private constructor(server: Server, traffic: Traffic) {
    this.#server = server;
    this.#traffic = traffic;
    this.port = (server.address() as AddressInfo).port;
  }

  /** Opens a line to `port` of this machine. */
  static open(port: number, options: LineOptions): Promise<SlowLine> {
    const traffic: Traffic = { sockets: new Set(), carried: 0 };
    const server = createServer({ noDelay: true }, (near) => {
      const far = connect({ port, host: "127.0.0.1", noDelay: true });
      near.on("data", ({ length }: Buffer) => (traffic.carried += length));
      join(near, far, options);
      join(far, near, options);
      for (const socket of [near, far]) {
        traffic.sockets.add(socket);
        socket.once("close", () => traffic.sockets.delete(socket));
      }
    });
    return new Promise((resolve, reject) => {
      server.once("error", reject).listen(0, "127.0.0.1", () => resolve(new SlowLine(server, traffic)));
    });
  }

  /** Bytes that clients have sent so far, over all connections. */
  get carried(): number {
    return this.#traffic.carried;
  }

  /** Cuts all connections; new ones may be made. */
  cut(): void {
    for (const socket of this.#traffic.sockets) socket.destroy();
  }

  /** Cuts all connections for good. */
  close(): void {
    this.#server.close();
    this.cut();
  }
}

interface Traffic {
  readonly sockets: Set<Socket>;
  carried: number;
}

/** One direction. */
function join(source: Socket, target: Socket, { roundTripMs, bytesPerSecond }: LineOptions): void {
  /** When the line has taken in all that was sent; of `performance.now()`. */
  let freeAt = 0;
  // timers of one moment may ring in any order; what arrives does not
  const arrivals: (() => void)[] = [];
  const arrive = (after: number, action: () => void): void => {
    arrivals.push(action);
    setTimeout(() => arrivals.shift()?.(), after + roundTripMs / 2);
  };
  source.on("data", (data: Buffer) => {
    const now = performance.now();
    freeAt = Math.max(freeAt, now) + (data.length / bytesPerSecond) * 1000;
    const wait = freeAt - now;
    arrive(wait, () => target.destroyed || target.write(data));
    if (wait > QUEUE_MS) {
      source.pause();
      setTimeout(() => source.resume(), wait - QUEUE_MS);
    }
  });
  source.on("end", () => arrive(Math.max(0, freeAt - performance.now()), () => target.end()));
  source.on("error", () => target.destroy());
}
