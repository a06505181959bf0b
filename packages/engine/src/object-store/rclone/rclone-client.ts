import { Agent, request } from "node:http";
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { RcloneDaemon } from "./rclone-daemon.ts";
import { RcloneFailure } from "./rclone-failure.ts";

export interface RcloneAnswer {
  readonly body: Buffer;
  /** Of all of an object, of which the body may be a part. */
  readonly totalSize: number;
  /** When rclone answered, milliseconds since 1970. */
  readonly dateMs: number;
}

interface Sent {
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | number>>;
  readonly body?: readonly Uint8Array[];
  readonly signal?: AbortSignal | undefined;
}

const IDLE_TIMEOUT_MS = 300_000;

/** Requests to a running rclone. */
export class RcloneClient {
  readonly #daemon: RcloneDaemon;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(daemon: RcloneDaemon) {
    this.#daemon = daemon;
  }

  /** A call of rclone's remote control. @throws {RcloneFailure} */
  async call(name: string, input: object, signal?: AbortSignal): Promise<Readonly<Record<string, unknown>>> {
    const body = Buffer.from(JSON.stringify(input));
    const headers = { "content-type": "application/json" };
    const answer = await this.#send({ method: "POST", path: `/${name}`, headers, body: [body], signal });
    return JSON.parse(answer.body.toString()) as Record<string, unknown>;
  }

  /** Reads an object. @param range As HTTP has it. @throws {RcloneFailure} */
  read(fs: string, key: string, range: string | undefined, signal?: AbortSignal): Promise<RcloneAnswer> {
    const path = `/${[`[${fs}]`, ...key.split("/")].map(encodeURIComponent).join("/")}`;
    return this.#send({ method: "GET", path, headers: range === undefined ? {} : { range }, signal });
  }

  /** Stores an object. @throws {RcloneFailure} */
  async upload(fs: string, key: string, parts: readonly Uint8Array[], signal?: AbortSignal): Promise<void> {
    const slash = key.lastIndexOf("/");
    const folder = slash < 0 ? "" : key.slice(0, slash);
    const boundary = `coffer-${crypto.randomUUID()}`;
    const file = key.slice(slash + 1).replace(/["\\]/g, "\\$&");
    const head =
      `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="${file}"\r\n` +
      "content-type: application/octet-stream\r\n\r\n";
    const body = [Buffer.from(head), ...parts, Buffer.from(`\r\n--${boundary}--\r\n`)];
    const headers = { "content-type": `multipart/form-data; boundary=${boundary}` };
    const query = new URLSearchParams({ fs, remote: folder }).toString();
    await this.#send({ method: "POST", path: `/operations/uploadfile?${query}`, headers, body, signal });
  }

  close(): void {
    this.#agent.destroy();
  }

  async #send({ method, path, headers = {}, body = [], signal }: Sent): Promise<RcloneAnswer> {
    const { port, user, password } = this.#daemon;
    const length = body.reduce((sum, part) => sum + part.length, 0);
    const sent = request({
      host: "127.0.0.1",
      port,
      method,
      path,
      headers: { ...headers, ...(method === "POST" ? { "content-length": length } : {}) },
      auth: `${user}:${password}`,
      agent: this.#agent,
      timeout: IDLE_TIMEOUT_MS,
      ...(signal === undefined ? {} : { signal }),
    });
    sent.once("timeout", () => sent.destroy(new Error("rclone does not answer")));
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      sent.once("response", resolve);
      sent.once("error", reject);
    });
    // an answer may come before all was sent
    pipeline(Readable.from(body, { objectMode: true }), sent).catch(() => undefined);
    return readAnswer(await answered);
  }
}

async function readAnswer(message: IncomingMessage): Promise<RcloneAnswer> {
  const pieces: Buffer[] = [];
  for await (const piece of message as AsyncIterable<Buffer>) pieces.push(piece);
  const body = Buffer.concat(pieces);
  const status = message.statusCode ?? 0;
  if (status < 200 || status > 299) throw new RcloneFailure(status, errorText(body));
  const total = /\/(\d+)$/.exec(message.headers["content-range"] ?? "")?.[1];
  const dateMs = Date.parse(message.headers.date ?? "");
  return { body, totalSize: total === undefined ? body.length : Number(total), dateMs };
}

function errorText(body: Buffer): string {
  try {
    const { error } = JSON.parse(body.toString()) as { error?: unknown };
    return typeof error === "string" ? error : "no reason was given";
  } catch {
    return body.toString().slice(0, 200).trim();
  }
}
