import { PassThrough } from "node:stream";
import type { EngineContext, RemoteProcess } from "@coffer/engine/context";
import { serveConnection } from "@coffer/engine/remote";

/** A line to a server of ours, that can be cut. */
export class TestLine {
  readonly #ctx: EngineContext;
  /** Connections that were made so far. */
  connections = 0;
  /** Bytes from the client after which each of the next connections is cut, one after the other. */
  cuts: number[] = [];
  /** Kept from the client from now on: the line is cut when the server has answered so often. */
  answersUntilCut: number = Infinity;

  #cut: () => void = () => undefined;

  constructor(ctx: EngineContext) {
    this.#ctx = ctx;
  }

  readonly start: () => RemoteProcess = () => {
    this.connections += 1;
    const stdin = new PassThrough();
    const stdout = new PassThrough();
    const stderr = new PassThrough();
    let isCut = false;
    const cut = (): void => {
      isCut = true;
      stdin.destroy();
      stdout.end();
    };
    this.#cut = cut;
    const send = async (parts: readonly Uint8Array[]): Promise<void> => {
      if (isCut) return;
      if (--this.answersUntilCut < 0) {
        this.answersUntilCut = Infinity;
        cut();
        return;
      }
      for (const part of parts) stdout.write(part.slice());
      await Promise.resolve();
    };
    const served = this.#serve({ input: limited(stdin, this.cuts.shift() ?? Infinity), send });
    const exited = served.then(() => {
      stdout.end();
      stderr.end();
    });
    return { stdin, stdout, stderr, exited, kill: cut };
  };

  /** Cuts the newest connection. */
  cut(): void {
    this.#cut();
  }

  async #serve(connection: Parameters<typeof serveConnection>[0]): Promise<void> {
    const options = {
      restrictToPaths: [],
      restrictToRepositories: [],
      appendOnly: false,
      storageQuota: undefined,
      version: "1.4.5",
      homeOf: () => undefined,
      onJson: () => undefined,
      sysinfo: () => "",
    };
    await serveConnection(connection, options, this.#ctx);
  }
}

/** The bytes of `source`, up to a limit, or until it is destroyed. */
async function* limited(source: PassThrough, limit: number): AsyncGenerator<Uint8Array, void, undefined> {
  let left = limit;
  try {
    for await (const bytes of source as AsyncIterable<Uint8Array>) {
      yield bytes.subarray(0, left);
      left -= bytes.length;
      if (left <= 0) return;
    }
  } catch (error) {
    if (!source.destroyed) throw error;
  }
}
