import { decompress, decompressInto, detectCompression } from "@coffer/format/compression";
import type { CompressionName } from "@coffer/format/compression";
import { BorgError, DecompressionError } from "@coffer/format/errors";
import { computeEntryCrc, PUT_HEADER_SIZE, readEntryHeader } from "@coffer/format/segment";
import type { Job, JobContext } from "../../threads/index.ts";
import { threadState } from "./setup.ts";

/** Numbers per chunk in {@link OpenChunks.places}. */
export const OPEN_STRIDE = 4;

/** Log entries to be turned back into chunks. */
export interface OpenChunks {
  /** For each chunk: address and size of its log entry, address of the target, room there (the expected size). */
  readonly places: Float64Array;
  /** 32 bytes a chunk; what the content must hash to. */
  readonly ids: Uint8Array;
  /** Log entries that do not lie in shared memory, by index. */
  readonly foreign: ReadonlyMap<number, Uint8Array>;
  /** False: the entries have no CRC. */
  readonly verifyCrc: boolean;
}

export interface ChunksOpened {
  /** Size of each chunk; -1 where it is damaged. */
  readonly sizes: Float64Array;
  /** What each chunk is stored with; undefined where it is damaged. */
  readonly storedAs: readonly (CompressionName | undefined)[];
  /** Chunks that did not fit the room given, by index. */
  readonly oversize: ReadonlyMap<number, Uint8Array>;
  readonly damage: ReadonlyMap<number, Damage>;
}

/** What is wrong with one chunk: class of the error and Borg's text. */
export interface Damage {
  readonly msgid: string;
  readonly message: string;
  /** There is no entry, or its CRC is wrong: reading it again through the repository tells more. */
  readonly checksum?: boolean;
}

/**
 * Verifies (CRC, MAC), decrypts, decompresses, and verifies the id: bytes that come out of here are what was put in.
 */
export const openChunks: Job<OpenChunks, ChunksOpened> = (context, message) => {
  const count = message.places.length / OPEN_STRIDE;
  const sizes = new Float64Array(count);
  const oversize = new Map<number, Uint8Array>();
  const damage = new Map<number, Damage>();
  const storedAs = new Array<CompressionName | undefined>(count).fill(undefined);
  for (let index = 0; index < count; index++) {
    const entry = entryOf(context, message, index);
    context.garbageBytes += entry.length;
    if (!entryIsSound(entry, message.verifyCrc)) {
      sizes[index] = -1;
      damage.set(index, { msgid: "IntegrityError", message: "Segment entry checksum mismatch", checksum: true });
      continue;
    }
    try {
      const opened = openChunk(context, message, index, entry);
      sizes[index] = opened.chunk.length;
      storedAs[index] = opened.storedAs;
      if (opened.chunk.buffer !== context.memory.buffer) oversize.set(index, opened.chunk);
    } catch (error) {
      if (!(error instanceof BorgError)) throw error;
      sizes[index] = -1;
      damage.set(index, { msgid: error.msgid, message: error.message });
    }
  }
  return { sizes, storedAs, oversize, damage };
};

function entryIsSound(entry: Uint8Array, verifyCrc: boolean): boolean {
  if (entry.length <= PUT_HEADER_SIZE) return false;
  return !verifyCrc || computeEntryCrc(entry, 0, entry.length) === readEntryHeader(entry, 0).crc;
}

function entryOf(context: JobContext, message: OpenChunks, index: number): Uint8Array {
  const at = index * OPEN_STRIDE;
  const shared = (): Uint8Array => new Uint8Array(context.memory.buffer, message.places[at], message.places[at + 1]);
  return message.foreign.get(index) ?? shared();
}

function openChunk(
  context: JobContext,
  message: OpenChunks,
  index: number,
  entry: Uint8Array,
): { chunk: Uint8Array; storedAs: CompressionName | undefined } {
  const { key } = threadState(context);
  const at = index * OPEN_STRIDE;
  const { buffer } = context.memory;
  const target = new Uint8Array(buffer, message.places[at + 2], message.places[at + 3]);
  const id = message.ids.subarray(index * 32, index * 32 + 32);

  const envelope = entry.subarray(PUT_HEADER_SIZE);
  const isShared = entry.buffer === buffer;
  const place = isShared ? envelope.subarray(key.overhead) : new Uint8Array(envelope.length);
  const payload = place.subarray(0, key.openInto(envelope, place, id));
  const storedAs = detectCompression(payload);
  const chunk = decompressTo(payload, target);
  key.assertId(id, chunk);
  return { chunk, storedAs };
}

/** In `target` if it fits, else a new array. */
function decompressTo(payload: Uint8Array, target: Uint8Array): Uint8Array {
  if (target.length > 0) {
    try {
      return target.subarray(0, decompressInto(payload, target));
    } catch (error) {
      if (!(error instanceof DecompressionError)) throw error;
    }
  }
  return new Uint8Array(decompress(payload));
}
