import { decidedCompression, STORED_HEADER } from "@coffer/format/compression";
import type { CompressionName } from "@coffer/format/compression";
import { encodePutHeaderInto, PUT_HEADER_SIZE } from "@coffer/format/segment";
import type { Job, JobContext } from "../../threads/index.ts";
import { threadState } from "./setup.ts";

/** Numbers per chunk in {@link SealChunks.places}. */
export const SEAL_STRIDE = 4;

/** New chunks to be made into log entries. */
export interface SealChunks {
  /** Whose key and compressor. Default: 0. */
  readonly lane?: number;
  /** For each chunk: address, size, address of the target, room there (see `Compressor.bound`). */
  readonly places: Float64Array;
  /** 32 bytes a chunk. */
  readonly ids: Uint8Array;
  /** First nonce of each chunk, ignored by modes without encryption. */
  readonly nonces: BigUint64Array;
  /** By index, what chunks are stored with that are to be left alone if that is what would be decided on now. */
  readonly storedAs?: ReadonlyMap<number, CompressionName>;
}

export interface ChunksSealed {
  /** Size of each entry; 0: the chunk is left alone. */
  readonly entrySizes: Float64Array;
}

/** Compresses, encrypts, authenticates and checksums: the whole log entry of each chunk. */
export const sealChunks: Job<SealChunks, ChunksSealed> = (context, message) => {
  const count = message.nonces.length;
  const entrySizes = new Float64Array(count);
  for (let index = 0; index < count; index++) {
    const size = sealChunk(context, message, index);
    entrySizes[index] = size;
    context.garbageBytes += size;
  }
  return { entrySizes };
};

function sealChunk(context: JobContext, message: SealChunks, index: number): number {
  const { key, compressor, compression } = threadState(context, message.lane);
  if (compressor === undefined || compression === undefined) throw new Error("this pipeline has no compressor");
  const { buffer } = context.memory;
  const at = index * SEAL_STRIDE;
  const chunk = new Uint8Array(buffer, message.places[at], message.places[at + 1]);
  const target = new Uint8Array(buffer, message.places[at + 2], message.places[at + 3]);
  const id = message.ids.subarray(index * 32, index * 32 + 32);
  const nonce = message.nonces[index] as bigint;

  // Compressed to where its ciphertext will stand, so that encryption works in place.
  const payloadStart = PUT_HEADER_SIZE + key.overhead;
  const payloadSize = compressor.shrinkInto(chunk, target.subarray(payloadStart));
  const payload = target.subarray(payloadStart, payloadStart + payloadSize);
  const storedAs = message.storedAs?.get(index);
  if (storedAs !== undefined) {
    const found = payloadSize === 0 ? STORED_HEADER : payload;
    if (decidedCompression(compression, found, chunk.length) === storedAs) return 0;
  }
  const parts = payloadSize === 0 ? [STORED_HEADER, chunk] : [payload];
  const objectSize = key.sealPartsInto(parts, nonce, target.subarray(PUT_HEADER_SIZE));
  encodePutHeaderInto(target, id, target.subarray(PUT_HEADER_SIZE, PUT_HEADER_SIZE + objectSize));
  return PUT_HEADER_SIZE + objectSize;
}
