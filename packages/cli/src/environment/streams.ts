import { Buffer } from "node:buffer";
import { read, writeSync } from "node:fs";
import { isatty } from "node:tty";
import { replaceSurrogates } from "../text/index.ts";

/** Bytes of output that are collected before they are written. */
const OUTPUT_BUFFER_SIZE = 64 * 1024;

/**
 * Standard input, output and error, without Node's streams: synchronous, so that nothing is lost at exit and order between
 * the two outputs is kept. A reader that has gone away (EPIPE) is no error; what comes after is dropped.
 */
export class Streams {
  /** True once nobody reads standard output any more. */
  outClosed: boolean = false;
  private readonly env: Readonly<Record<string, string | undefined>>;
  private readonly out: { pieces: string[]; length: number } = { pieces: [], length: 0 };
  private lazyErr = "";

  constructor(env: Readonly<Record<string, string | undefined>>) {
    this.env = env;
  }

  /** Text for standard output, buffered. Undecodable bytes of names come out as `?`. */
  writeOut(text: string): void {
    this.out.pieces.push(text);
    this.out.length += text.length;
    if (this.out.length >= OUTPUT_BUFFER_SIZE) this.flushOut();
  }

  /** Bytes for standard output, after the text that was written before. Where it returns a promise, more of them are to wait for it. */
  writeOutBytes(bytes: Uint8Array): void | Promise<void> {
    this.flushOut();
    if (!this.outClosed) this.outClosed = !writeAll(1, bytes);
  }

  flushOut(): void {
    if (this.out.length === 0) return;
    const text = this.out.pieces.join("");
    this.out.pieces.length = 0;
    this.out.length = 0;
    if (!this.outClosed) this.outClosed = !writeAll(1, Buffer.from(replaceSurrogates(text)));
  }

  /** Text for standard error, at once. */
  writeErr(text: string): void {
    const all = this.lazyErr + text;
    this.lazyErr = "";
    writeAll(2, Buffer.from(replaceSurrogates(all)));
  }

  /** Text for standard error that may wait for more, but not for long. */
  writeErrLazily(text: string): void {
    if (this.lazyErr === "") setImmediate(() => this.flushErr());
    this.lazyErr += text;
    if (this.lazyErr.length >= OUTPUT_BUFFER_SIZE) this.flushErr();
  }

  flushErr(): void {
    if (this.lazyErr !== "") this.writeErr("");
  }

  get errIsTerminal(): boolean {
    return isatty(2);
  }

  /** Width of the terminal on standard output (COLUMNS wins); undefined if there is none. */
  get columns(): number | undefined {
    const set = Number(this.env["COLUMNS"]);
    if (Number.isInteger(set) && set > 0) return set;
    return isatty(1) ? process.stdout.columns : undefined;
  }

  /** One line of standard input without its line break; undefined at its end. Takes no byte more than that. */
  async readLine(): Promise<string | undefined> {
    const bytes: number[] = [];
    for (;;) {
      const byte = await readByte(0);
      if (byte === undefined && bytes.length === 0) return undefined;
      if (byte === undefined || byte === 10) return Buffer.from(bytes).toString("utf8");
      bytes.push(byte);
    }
  }
}

async function readByte(fd: number): Promise<number | undefined> {
  const buffer = Buffer.alloc(1);
  for (;;) {
    const outcome = await new Promise<number | NodeJS.ErrnoException>((resolve) => {
      read(fd, buffer, 0, 1, null, (error, count) => resolve(error ?? count));
    });
    if (typeof outcome === "number") return outcome === 0 ? undefined : buffer[0];
    if (outcome.code !== "EAGAIN") return undefined;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** @returns False if nobody reads any more. */
function writeAll(fd: number, bytes: Uint8Array): boolean {
  let at = 0;
  while (at < bytes.length) {
    try {
      at += writeSync(fd, bytes, at);
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code;
      if (code === "EAGAIN") pause(2);
      else if (code === "EPIPE" || code === "EBADF") return false;
      else throw error;
    }
  }
  return true;
}

function pause(ms: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
}
