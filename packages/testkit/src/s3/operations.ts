import { createHash, randomUUID } from "node:crypto";
import { crc32 } from "node:zlib";
import { header, S3Failure } from "./s3-request.ts";
import type { S3Answer, S3Request } from "./s3-request.ts";
import { md5 } from "./stored-bucket.ts";
import type { StoredBucket, StoredVersion } from "./stored-bucket.ts";
import { textsOf, xml } from "./xml.ts";

const PART_SIZE_MIN = 5 << 20;

/** What an operation works on. */
export interface Scene {
  readonly request: S3Request;
  readonly bucket: StoredBucket;
  readonly nowMs: number;
  /** Conditions are accepted, and not looked at. */
  readonly ignoresConditions: boolean;
  /** Most keys of one answer. */
  readonly pageSize: number;
}

export const OPERATIONS: Readonly<Record<string, (scene: Scene) => S3Answer>> = {
  HeadBucket: () => ({ status: 200 }),
  GetObject: (scene) => readObject(scene),
  HeadObject: (scene) => {
    const { status, headers = {} } = readObject(scene);
    return { status, headers };
  },
  PutObject: putObject,
  DeleteObject: ({ request, bucket, nowMs }) => {
    bucket.delete(request.key, nowMs);
    return { status: 204 };
  },
  DeleteObjects: deleteObjects,
  ListObjectsV2: listObjects,
  ListObjectVersions: listVersions,
  CreateMultipartUpload: ({ request, bucket }) => {
    const id = randomUUID();
    bucket.uploads.set(id, { key: request.key, metadata: metadataOf(request), parts: new Map() });
    return answer(xml("InitiateMultipartUploadResult", [["UploadId", id]]));
  },
  UploadPart: ({ request, bucket }) => {
    checkBody(request);
    uploadOf(request, bucket).parts.set(Number(request.query.get("partNumber")), request.body);
    return { status: 200, headers: { etag: `"${md5(request.body)}"` } };
  },
  CompleteMultipartUpload: completeUpload,
  AbortMultipartUpload: ({ request, bucket }) => {
    bucket.uploads.delete(request.query.get("uploadId") ?? "");
    return { status: 204 };
  },
};

function answer(body: string): S3Answer {
  return { status: 200, headers: { "content-type": "application/xml" }, body };
}

function readObject({ request, bucket }: Scene): S3Answer {
  const versionId = request.query.get("versionId");
  const found: StoredVersion | undefined =
    versionId === null ? bucket.current(request.key) : bucket.version(request.key, versionId);
  if (found?.body === undefined) throw new S3Failure(404, "NoSuchKey", "The specified key does not exist.");
  const headers: Record<string, string> = {
    etag: found.etag,
    "last-modified": new Date(found.modifiedMs).toUTCString(),
    "accept-ranges": "bytes",
  };
  for (const [name, value] of Object.entries(found.metadata)) headers[`x-amz-meta-${name}`] = value;
  if (bucket.isVersioned) headers["x-amz-version-id"] = found.versionId;
  const range = /^bytes=(\d*)-(\d*)$/.exec(header(request, "range") ?? "");
  if (range === null) {
    return { status: 200, headers: { ...headers, "content-length": String(found.body.length) }, body: found.body };
  }
  const size = found.body.length;
  const [, first = "", last = ""] = range;
  const start = first === "" ? Math.max(size - Number(last), 0) : Number(first);
  const end = first === "" || last === "" ? size : Math.min(Number(last) + 1, size);
  if (start >= size || start >= end) throw new S3Failure(416, "InvalidRange");
  const body = found.body.subarray(start, end);
  const contentRange = `bytes ${start}-${end - 1}/${size}`;
  return {
    status: 206,
    headers: { ...headers, "content-range": contentRange, "content-length": String(body.length) },
    body,
  };
}

function putObject(scene: Scene): S3Answer {
  const { request, bucket, nowMs } = scene;
  checkBody(request);
  if (!scene.ignoresConditions) bucket.assertConditions(request);
  const { etag, versionId } = bucket.put(request.key, request.body, metadataOf(request), nowMs);
  return { status: 200, headers: { etag, ...(bucket.isVersioned ? { "x-amz-version-id": versionId } : {}) } };
}

function deleteObjects({ request, bucket, nowMs }: Scene): S3Answer {
  checkBody(request);
  for (const key of textsOf(request.body.toString(), "Key")) bucket.delete(key, nowMs);
  return answer(xml("DeleteResult", []));
}

function listObjects({ request, bucket, pageSize }: Scene): S3Answer {
  const { query } = request;
  const prefix = query.get("prefix") ?? "";
  const after = query.get("continuation-token") ?? query.get("start-after") ?? "";
  const limit = Math.min(Number(query.get("max-keys") ?? pageSize), pageSize);
  const found = bucket.keys.filter(
    (key) => key.startsWith(prefix) && Buffer.compare(Buffer.from(key), Buffer.from(after)) > 0,
  );
  const page = found.slice(0, limit);
  const isTruncated = found.length > page.length;
  return answer(
    xml("ListBucketResult", [
      ["Prefix", prefix],
      ["KeyCount", page.length],
      ["IsTruncated", isTruncated],
      ...(isTruncated ? ([["NextContinuationToken", page.at(-1) ?? ""]] as const) : []),
      ...page.map((key) => {
        const { body, etag, modifiedMs } = bucket.current(key) ?? { body: "", etag: "", modifiedMs: 0 };
        const LastModified = new Date(modifiedMs).toISOString();
        return [
          "Contents",
          [
            ["Key", key],
            ["Size", body.length],
            ["ETag", etag],
            ["LastModified", LastModified],
          ],
        ] as const;
      }),
    ]),
  );
}

function listVersions({ request, bucket }: Scene): S3Answer {
  const versions = [...bucket.versions(request.query.get("prefix") ?? "")];
  return answer(
    xml("ListVersionsResult", [
      ["IsTruncated", false],
      ...versions.map(({ key, versionId, isLatest, body, modifiedMs }) => {
        const fields = [
          ["Key", key],
          ["VersionId", versionId],
          ["IsLatest", isLatest],
          ["LastModified", new Date(modifiedMs).toISOString()],
        ] as const;
        return [body === undefined ? "DeleteMarker" : "Version", fields] as const;
      }),
    ]),
  );
}

function completeUpload(scene: Scene): S3Answer {
  const { request, bucket, nowMs } = scene;
  const upload = uploadOf(request, bucket);
  const document = request.body.toString();
  const numbers = textsOf(document, "PartNumber").map(Number);
  const etags = textsOf(document, "ETag");
  const parts = numbers.map((number, at) => {
    const part = upload.parts.get(number);
    if (part === undefined || etags[at]?.replaceAll('"', "") !== md5(part)) throw new S3Failure(400, "InvalidPart");
    if (at < numbers.length - 1 && part.length < PART_SIZE_MIN) throw new S3Failure(400, "EntityTooSmall");
    return part;
  });
  if (!scene.ignoresConditions) bucket.assertConditions(request);
  bucket.uploads.delete(request.query.get("uploadId") ?? "");
  const whole = Buffer.concat(parts);
  const { etag } = bucket.put(request.key, whole, upload.metadata, nowMs, `${md5(whole)}-${parts.length}`);
  return answer(xml("CompleteMultipartUploadResult", [["ETag", etag]]));
}

function uploadOf(
  request: S3Request,
  bucket: StoredBucket,
): { metadata: Readonly<Record<string, string>>; parts: Map<number, Buffer> } {
  const upload = bucket.uploads.get(request.query.get("uploadId") ?? "");
  if (upload === undefined || upload.key !== request.key) throw new S3Failure(404, "NoSuchUpload");
  return upload;
}

function metadataOf(request: S3Request): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(request.headers)) {
    if (name.startsWith("x-amz-meta-")) metadata[name.slice("x-amz-meta-".length)] = String(value);
  }
  return metadata;
}

/** @throws {S3Failure} If the body is not what its checksums say. */
function checkBody(request: S3Request): void {
  const crc = header(request, "x-amz-checksum-crc32");
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(request.body));
  if (crc !== undefined && crc !== sum.toString("base64")) throw new S3Failure(400, "BadDigest");
  const md5Header = header(request, "content-md5");
  if (md5Header !== undefined && md5Header !== createHash("md5").update(request.body).digest("base64")) {
    throw new S3Failure(400, "BadDigest");
  }
}
