import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { header, S3Failure } from "./s3-request.ts";
import type { S3Request } from "./s3-request.ts";

const SKEW_MAX_MS = 15 * 60_000;

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

/**
 * Checks a request's signature (AWS Signature Version 4, in the header) and that its body is the one that was signed.
 * @throws {S3Failure} As AWS would answer.
 */
export function checkSignature(request: S3Request, credentials: Credentials, nowMs: number): void {
  const authorization = header(request, "authorization");
  if (authorization === undefined) throw new S3Failure(403, "AccessDenied", "anonymous requests are not served");
  const parts =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      authorization,
    );
  if (parts === null) throw new S3Failure(400, "AuthorizationHeaderMalformed");
  const [, accessKeyId = "", scope = "", signedHeaders = "", signature = ""] = parts;
  if (accessKeyId !== credentials.accessKeyId) throw new S3Failure(403, "InvalidAccessKeyId");
  const date = header(request, "x-amz-date") ?? "";
  const sentMs = Date.parse(date.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6Z"));
  if (!(Math.abs(sentMs - nowMs) <= SKEW_MAX_MS)) throw new S3Failure(403, "RequestTimeTooSkewed");
  const bodyHash = header(request, "x-amz-content-sha256") ?? "";
  if (bodyHash !== "UNSIGNED-PAYLOAD" && bodyHash !== sha256(request.body)) {
    throw new S3Failure(400, "XAmzContentSHA256Mismatch");
  }
  const canonical = canonicalRequest(request, signedHeaders, bodyHash);
  const expected = sign(credentials.secretAccessKey, date, scope, canonical);
  if (!timingSafeEqual(Buffer.from(expected), Buffer.from(signature))) {
    throw new S3Failure(403, "SignatureDoesNotMatch");
  }
}

function canonicalRequest(request: S3Request, signedHeaders: string, bodyHash: string): string {
  const query = [...request.query]
    .map(([name, value]) => `${escape(name)}=${escape(value)}`)
    .sort()
    .join("&");
  const headers = signedHeaders.split(";").map((name) => `${name}:${(header(request, name) ?? "").trim()}\n`);
  return [request.method, request.path, query, headers.join(""), signedHeaders, bodyHash].join("\n");
}

function sign(secret: string, date: string, scope: string, canonical: string): string {
  const [day = "", region = "", service = "", end = ""] = scope.split("/");
  const text = ["AWS4-HMAC-SHA256", date, scope, sha256(canonical)].join("\n");
  let key: Buffer = Buffer.from(`AWS4${secret}`);
  for (const step of [day, region, service, end]) key = createHmac("sha256", key).update(step).digest();
  return createHmac("sha256", key).update(text).digest("hex");
}

function sha256(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

function escape(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`);
}
