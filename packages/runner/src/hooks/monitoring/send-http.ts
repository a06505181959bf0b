import type { IncomingMessage } from "node:http";
import type { Env } from "../../system/index.ts";

/** One request. A user and a password in the URL are sent as basic authentication. */
export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whether the server's certificate must be valid; true when left out. */
  readonly verifyTls?: boolean;
  /** What the client shows of itself, PEM. */
  readonly certificate?: { readonly cert: string; readonly key: string };
  readonly signal: AbortSignal;
}

/**
 * Sends a request and follows redirections.
 *
 * @returns Body of an answer between 200 and 299.
 * @throws {Error} If the server cannot be reached, answers with another status, or the time is up. The message names the server,
 *   never path, query, headers or body, which may hold secrets.
 */
export type SendHttp = (request: HttpRequest) => Promise<string>;

// Not imported: most runs send nothing, and an import of `node:http` loads all of Node's fetch, too.
const http = () => process.getBuiltinModule("node:http");
const https = () => process.getBuiltinModule("node:https");

const REDIRECTIONS_MAX = 5;
const ANSWER_BYTES_MAX = 64 * 1024;

/** @param env Names proxies: HTTP_PROXY, HTTPS_PROXY, NO_PROXY. */
export function httpSender(env: Env): SendHttp {
  return async (request) => {
    let next = request;
    for (let count = 0; count <= REDIRECTIONS_MAX; count += 1) {
      const answer = await exchange(next, env);
      const status = answer.statusCode ?? 0;
      const target = answer.headers.location;
      if (status >= 300 && status < 400 && target !== undefined) {
        answer.destroy();
        next = redirected(next, status, target);
      } else if (status >= 200 && status < 300) {
        return await bodyOf(answer);
      } else {
        answer.destroy();
        throw new Error(`${originOf(next.url)} answered ${status} ${http().STATUS_CODES[status] ?? ""}`.trimEnd());
      }
    }
    throw new Error(`${originOf(request.url)} redirects more than ${REDIRECTIONS_MAX} times`);
  };
}

async function exchange(request: HttpRequest, env: Env): Promise<IncomingMessage> {
  const url = parseUrl(request.url);
  const { method, body, signal, certificate, verifyTls = true } = request;
  const proxyEnv = env;
  const isSecure = url.protocol === "https:";
  const agent = isSecure
    ? new (https().Agent)({ proxyEnv, rejectUnauthorized: verifyTls, ...certificate })
    : new (http().Agent)({ proxyEnv });
  const headers = {
    "User-Agent": "coffermatic",
    ...request.headers,
    ...(method === "GET" ? {} : { "Content-Length": String(Buffer.byteLength(body ?? "")) }),
  };
  try {
    return await new Promise<IncomingMessage>((resolve, reject) => {
      const { request: send } = isSecure ? https() : http();
      send(url, { method, headers, agent, signal }, resolve).on("error", reject).end(body);
    });
  } catch (error) {
    throw unreachable(url.origin, error, signal);
  }
}

function unreachable(origin: string, error: unknown, signal: AbortSignal): Error {
  if (signal.aborted) return new Error(`${origin} did not answer in time`, { cause: error });
  return new Error(`${origin} cannot be reached: ${messageOf(error)}`, { cause: error });
}

/** A name with several addresses fails with an error that holds those of each. */
function messageOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(messageOf).join("; ");
  return error instanceof Error ? error.message : String(error);
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url === null) throw new Error("The URL cannot be understood");
  if (url.protocol === "http:" || url.protocol === "https:") return url;
  throw new Error(`The URL must begin with http:// or https://, not ${url.protocol}//`);
}

function originOf(url: string): string {
  return parseUrl(url).origin;
}

/** As browsers and Python's requests do: after 301, 302 and 303 a GET follows; secrets in headers stay with their server. */
function redirected(request: HttpRequest, status: number, target: string): HttpRequest {
  const url = URL.parse(target, request.url);
  if (url === null) throw new Error(`${originOf(request.url)} redirects to what is no URL`);
  const { headers, body, ...rest } = request;
  const kept = url.origin === originOf(request.url) ? { headers: headers ?? {} } : {};
  const isGet = status < 304;
  if (isGet || body === undefined) return { ...rest, ...kept, url: url.href, method: isGet ? "GET" : rest.method };
  return { ...rest, ...kept, url: url.href, body };
}

async function bodyOf(answer: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of answer as AsyncIterable<Buffer>) {
    pieces.push(piece);
    size += piece.length;
    if (size > ANSWER_BYTES_MAX) break;
  }
  return Buffer.concat(pieces).toString("utf8");
}
