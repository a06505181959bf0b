import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout } from "node:timers/promises";
import { Faults } from "./fault.ts";
import type { Fault, FaultAction } from "./fault.ts";
import { OPERATIONS } from "./operations.ts";
import { operationOf, parseRequest, S3Failure } from "./s3-request.ts";
import type { LoggedRequest, S3Answer, S3Request } from "./s3-request.ts";
import { checkSignature } from "./signature.ts";
import type { Credentials } from "./signature.ts";
import { StoredBucket } from "./stored-bucket.ts";
import { xml } from "./xml.ts";

/** An S3 server on the loopback interface, on a port of its own. */
export class S3Simulator {
  /** What clients must sign with. */
  readonly credentials: Credentials = { accessKeyId: "simulated", secretAccessKey: "simulated/secret+key" };
  /** Every request that came in, in order of arrival. */
  readonly log: LoggedRequest[] = [];
  /** Conditions are accepted, and not looked at: as some servers do. */
  ignoresConditions = false;
  /** How much the clock of the server is ahead, in milliseconds. */
  clockOffsetMs = 0;
  /** Most keys of one answer. */
  pageSize = 1000;
  /** What the credentials do not permit. */
  denies: (request: { readonly operation: string; readonly key: string }) => boolean = () => false;
  readonly #buckets = new Map<string, StoredBucket>();
  readonly #faults = new Faults();
  readonly #server: Server;

  private constructor() {
    this.#server = createServer((message, response) => void this.#serve(message, response));
  }

  /** Stops with the test. */
  static async start(context: Pick<TestContext, "after">): Promise<S3Simulator> {
    const simulator = new S3Simulator();
    await new Promise<void>((resolve) => simulator.#server.listen(0, "127.0.0.1", resolve));
    context.after(() => {
      simulator.#server.closeAllConnections();
      simulator.#server.close();
    });
    return simulator;
  }

  /** URL of the service. */
  get endpoint(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Makes a bucket. */
  addBucket(name: string, options: { readonly isVersioned?: boolean } = {}): void {
    this.#buckets.set(name, new StoredBucket(options.isVersioned ?? false));
  }

  /** Makes `target` a copy of `source`, which may change without it. */
  copyBucket(source: string, target: string): void {
    this.#buckets.set(target, this.#bucket(source).copy());
  }

  /** Keys below `prefix`, in the order of their bytes. */
  keys(bucket: string, prefix = ""): string[] {
    return this.#bucket(bucket).keys.filter((key) => key.startsWith(prefix));
  }

  /** Content of an object. */
  read(bucket: string, key: string): Buffer | undefined {
    return this.#bucket(bucket).current(key)?.body;
  }

  /** Puts an object in place, whatever the conditions. */
  plant(bucket: string, key: string, body: Uint8Array): void {
    this.#bucket(bucket).put(key, Buffer.from(body), {}, this.#nowMs);
  }

  /** Makes files of all objects below `prefix`, as any program does that copies a bucket. */
  download(bucket: string, prefix: string, folder: string): void {
    mkdirSync(folder, { recursive: true });
    for (const key of this.keys(bucket, prefix)) {
      const path = join(folder, key.slice(prefix.length));
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, this.read(bucket, key) ?? "");
    }
  }

  /** What clients need in their environment to find this server. */
  get environment(): Record<string, string> {
    const { accessKeyId, secretAccessKey } = this.credentials;
    return {
      AWS_ENDPOINT_URL: this.endpoint,
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_EC2_METADATA_DISABLED: "true",
    };
  }

  /** Uploads that were begun and neither completed nor given up. */
  openUploads(bucket: string): number {
    return this.#bucket(bucket).uploads.size;
  }

  inject(fault: Fault): void {
    this.#faults.add(fault);
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  get #nowMs(): number {
    return Date.now() + this.clockOffsetMs;
  }

  #bucket(name: string): StoredBucket {
    const bucket = this.#buckets.get(name);
    if (bucket === undefined) throw new S3Failure(404, "NoSuchBucket", "The specified bucket does not exist");
    return bucket;
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readBody(message);
    if (body === undefined) return;
    const request = parseRequest(message.method ?? "", message.url ?? "", message.headers, body);
    const { headers, key } = request;
    const operation = operationOf(request);
    const logged = { number: this.log.length + 1, operation, key, sent: body.length, headers, status: 0 };
    this.log.push(logged);
    const fault = this.#faults.take(logged);
    if (fault?.kind === "delay") await setTimeout(fault.ms);
    if (fault?.kind === "drop") {
      message.socket.destroy();
      return;
    }
    const answer = this.#answer(request, operation, fault);
    if (fault?.kind === "drop-after") {
      message.socket.destroy();
      return;
    }
    logged.status = answer.status;
    send(response, request.method, answer, new Date(this.#nowMs), fault?.kind === "truncate");
  }

  #answer(request: S3Request, operation: string, fault: FaultAction | undefined): S3Answer {
    try {
      if (fault?.kind === "fail") throw new S3Failure(fault.status, fault.code);
      checkSignature(request, this.credentials, this.#nowMs);
      const bucket = this.#bucket(request.bucket);
      if (this.denies({ operation, key: request.key })) throw new S3Failure(403, "AccessDenied", "Access Denied");
      const operate = OPERATIONS[operation];
      if (operate === undefined) throw new S3Failure(501, "NotImplemented");
      const { ignoresConditions, pageSize } = this;
      return operate({ request, bucket, nowMs: this.#nowMs, ignoresConditions, pageSize });
    } catch (error) {
      if (!(error instanceof S3Failure)) throw error;
      const fields = [
        ["Code", error.code],
        ["Message", error.message],
        ["Resource", request.path],
      ] as const;
      return { status: error.status, headers: { "content-type": "application/xml" }, body: xml("Error", fields) };
    }
  }
}

/** `undefined` if the client went away meanwhile. */
async function readBody(message: IncomingMessage): Promise<Buffer | undefined> {
  const pieces: Buffer[] = [];
  try {
    for await (const piece of message as AsyncIterable<Buffer>) pieces.push(piece);
  } catch {
    return undefined;
  }
  return Buffer.concat(pieces);
}

function send(response: ServerResponse, method: string, answer: S3Answer, date: Date, isTruncated: boolean): void {
  const body = typeof answer.body === "string" ? Buffer.from(answer.body) : (answer.body ?? Buffer.alloc(0));
  response.writeHead(answer.status, { "content-length": body.length, ...answer.headers, date: date.toUTCString() });
  if (method === "HEAD") response.end();
  else if (isTruncated) response.write(body.subarray(0, body.length >> 1), () => response.destroy());
  else response.end(body);
}
