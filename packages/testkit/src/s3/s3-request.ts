import type { IncomingHttpHeaders } from "node:http";

/** One request as it came in. */
export interface S3Request {
  readonly method: string;
  /** As it was sent, with its escapes. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** First part of the path; `""` for the service itself. */
  readonly bucket: string;
  readonly key: string;
}

/** What the log keeps of a request. */
export interface LoggedRequest {
  /** From 1. */
  readonly number: number;
  /** Name of the operation, such as `PutObject`. */
  readonly operation: string;
  readonly key: string;
  /** Bytes of the request's body. */
  readonly sent: number;
  readonly headers: IncomingHttpHeaders;
  /** Of the answer; 0 if there was none. */
  status: number;
}

export interface S3Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

/** An answer that tells of an error. */
export class S3Failure extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string = code) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function header(request: S3Request, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value.join(",") : value;
}

export function parseRequest(method: string, url: string, headers: IncomingHttpHeaders, body: Buffer): S3Request {
  const at = url.indexOf("?");
  const path = at < 0 ? url : url.slice(0, at);
  const [, bucket = "", ...rest] = path.split("/");
  return {
    method,
    path,
    query: new URLSearchParams(at < 0 ? "" : url.slice(at + 1)),
    headers,
    body,
    bucket: decodeURIComponent(bucket),
    key: decodeURIComponent(rest.join("/")),
  };
}

/** The operation's name, as AWS calls it. */
export function operationOf(request: S3Request): string {
  const { method, query, key } = request;
  if (key === "") {
    if (method === "POST" && query.has("delete")) return "DeleteObjects";
    if (method === "GET" && query.has("uploads")) return "ListMultipartUploads";
    if (method === "GET" && query.has("versions")) return "ListObjectVersions";
    if (method === "GET" && query.get("list-type") === "2") return "ListObjectsV2";
    return { PUT: "CreateBucket", HEAD: "HeadBucket" }[method] ?? "Unknown";
  }
  if (query.has("uploads") && method === "POST") return "CreateMultipartUpload";
  if (query.has("uploadId")) {
    return { PUT: "UploadPart", POST: "CompleteMultipartUpload", DELETE: "AbortMultipartUpload" }[method] ?? "Unknown";
  }
  return { GET: "GetObject", HEAD: "HeadObject", PUT: "PutObject", DELETE: "DeleteObject" }[method] ?? "Unknown";
}
