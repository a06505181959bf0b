import { createServer as createHttpServer, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { TestContext } from "node:test";
import { LOCALHOST_CERTIFICATE, LOCALHOST_KEY } from "./localhost-certificate.ts";

/** One request as it came. */
export interface RecordedRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

export interface RecordHttpOptions {
  /** Speaks TLS with a certificate that nobody has signed. */
  readonly isSecure?: boolean;
  /** What is answered; 200 and nothing else when left out. Never answering is `() => {}`. */
  readonly answer?: (request: RecordedRequest, response: ServerResponse) => void;
}

export interface HttpRecorder {
  /** Such as `http://127.0.0.1:41234`. */
  readonly origin: string;
  readonly requests: RecordedRequest[];
}

/** Starts a server that writes down each request; it ends with the test. */
export async function recordHttp(t: TestContext, options: RecordHttpOptions = {}): Promise<HttpRecorder> {
  const { isSecure = false, answer = (_request, response) => response.end() } = options;
  const requests: RecordedRequest[] = [];
  const listen = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const { method = "", url = "", headers } = message;
    const request = { method, path: url, headers, body: await text(message) };
    requests.push(request);
    answer(request, response);
  };
  const handler = (message: IncomingMessage, response: ServerResponse): void => void listen(message, response);
  const server = isSecure
    ? createHttpsServer({ key: LOCALHOST_KEY, cert: LOCALHOST_CERTIFICATE }, handler)
    : createHttpServer(handler);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  return { origin: `${isSecure ? "https" : "http"}://127.0.0.1:${port}`, requests };
}
