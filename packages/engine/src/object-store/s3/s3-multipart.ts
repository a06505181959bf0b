import { sending, serverTime } from "./s3-client.ts";
import type { LoadedClient } from "./s3-client.ts";

/** Parts under way at the same time. */
const PARALLEL = 2;

interface Target {
  readonly Bucket: string;
  readonly Key: string;
  readonly Metadata?: Record<string, string>;
}

/** Puts an object in parts; it is there when the last request has succeeded, and not at all before. What failed is cleared away. */
export async function putInParts(
  { sdk, client }: LoadedClient,
  target: Target,
  condition: { readonly IfNoneMatch?: string; readonly IfMatch?: string },
  body: { readonly parts: readonly Uint8Array[]; readonly partSize: number },
  signal: AbortSignal | undefined,
): Promise<{ etag: string; serverMs: number }> {
  const { Bucket, Key } = target;
  const { UploadId } = await client.send(new sdk.CreateMultipartUploadCommand(target), sending(signal));
  const upload = { Bucket, Key, UploadId };
  try {
    const pieces = piecesOf(body.parts, body.partSize);
    const sent: { PartNumber: number; ETag: string | undefined }[] = [];
    const send = async (): Promise<void> => {
      for (let piece = pieces.next(); piece.done !== true; piece = pieces.next()) {
        const { PartNumber, Body } = piece.value;
        const answer = await client.send(new sdk.UploadPartCommand({ ...upload, PartNumber, Body }), sending(signal));
        sent[PartNumber - 1] = { PartNumber, ETag: answer.ETag };
      }
    };
    await Promise.all(Array.from({ length: PARALLEL }, send));
    const MultipartUpload = { Parts: sent };
    const complete = new sdk.CompleteMultipartUploadCommand({ ...upload, ...condition, MultipartUpload });
    const answer = await client.send(complete, sending(signal));
    return { etag: answer.ETag ?? "", serverMs: serverTime(answer) };
  } catch (error) {
    await client.send(new sdk.AbortMultipartUploadCommand(upload)).catch(() => undefined);
    throw error;
  }
}

/** The bytes of `parts`, cut anew. */
function* piecesOf(
  parts: readonly Uint8Array[],
  partSize: number,
): Generator<{ PartNumber: number; Body: Uint8Array }, void, void> {
  const whole = parts.length === 1 && parts[0] !== undefined ? parts[0] : Buffer.concat(parts);
  for (let at = 0, PartNumber = 1; at < whole.length; at += partSize, PartNumber += 1) {
    yield { PartNumber, Body: whole.subarray(at, at + partSize) };
  }
}
