import { decompress, decompressInto, detectCompression } from "@coffer/format/compression";
import { BorgError, DecompressionError } from "@coffer/format/errors";
import { MacMismatch } from "@coffer/format/keys";
import { computeEntryCrc, entryId, MANIFEST_ID, PUT_HEADER_SIZE, readEntryHeader } from "@coffer/format/segment";
import { equalBytes } from "@coffer/format/bytes";
import type { Job, JobContext } from "../../threads/index.ts";
import { looksLikeArchive } from "./looks-like-archive.ts";
import type { Damage } from "./open-chunks.ts";
import { threadState } from "./setup.ts";

/** Numbers per chunk in {@link VerifyChunks.places}. */
export const VERIFY_STRIDE = 2;

/**
 * Log entries whose content is to be verified, and not wanted: it must hash to the id in the entry's header, but for the
 * manifest, whose id promises nothing. They are decrypted in place.
 */
export interface VerifyChunks {
  /** For each chunk: address and size of its log entry; size 0: there is none. */
  readonly places: Float64Array;
  /** Log entries that do not lie in shared memory, by index. */
  readonly foreign: ReadonlyMap<number, Uint8Array>;
  /** Address and size of the room in which one chunk after the other is decompressed. */
  readonly slot: { readonly offset: number; readonly size: number };
  /** Verify CRCs, too. */
  readonly verifyCrc: boolean;
  /** Hand back what looks like an archive's metadata. */
  readonly findArchives: boolean;
}

export interface ChunksVerified {
  readonly damage: ReadonlyMap<number, Damage>;
  /** Content of what looks like archive metadata, by index. */
  readonly archives: ReadonlyMap<number, Uint8Array>;
}

/** Verifies MAC and id (and CRC) of every chunk. */
export const verifyChunks: Job<VerifyChunks, ChunksVerified> = (context, message) => {
  const damage = new Map<number, Damage>();
  const archives = new Map<number, Uint8Array>();
  const slot = new Uint8Array(context.memory.buffer, message.slot.offset, message.slot.size);
  const count = message.places.length / VERIFY_STRIDE;
  for (let index = 0; index < count; index++) {
    const entry = entryOf(context, message, index);
    if (entry.length === 0) continue;
    context.garbageBytes += entry.length;
    if (message.verifyCrc && !hasSoundCrc(entry)) {
      damage.set(index, { msgid: "IntegrityError", message: "Segment entry checksum mismatch" });
      continue;
    }
    try {
      const chunk = openInPlace(context, entry, slot);
      if (message.findArchives && looksLikeArchive(chunk)) archives.set(index, new Uint8Array(chunk));
    } catch (error) {
      if (!(error instanceof BorgError)) throw error;
      damage.set(index, damageOf(error));
    }
  }
  return { damage, archives };
};

function entryOf(context: JobContext, message: VerifyChunks, index: number): Uint8Array {
  const at = index * VERIFY_STRIDE;
  return (
    message.foreign.get(index) ?? new Uint8Array(context.memory.buffer, message.places[at], message.places[at + 1])
  );
}

function hasSoundCrc(entry: Uint8Array): boolean {
  return computeEntryCrc(entry, 0, entry.length) === readEntryHeader(entry, 0).crc;
}

/** The chunk, verified. Overwrites the entry. */
function openInPlace(context: JobContext, entry: Uint8Array, slot: Uint8Array): Uint8Array {
  const { key } = threadState(context);
  const id = entryId(entry, 0);
  const isManifest = equalBytes(id, MANIFEST_ID);
  const envelope = entry.subarray(PUT_HEADER_SIZE);
  const room = envelope.subarray(key.overhead);
  const payload = room.subarray(0, key.openInto(envelope, room, isManifest ? undefined : id));
  const chunk = decompressWithin(payload, slot);
  if (!isManifest) key.assertId(id, chunk);
  return chunk;
}

/** In `slot` if that spares memory, and if the chunk is no larger. */
function decompressWithin(payload: Uint8Array, slot: Uint8Array): Uint8Array {
  if (detectCompression(payload) === "lz4") {
    try {
      return slot.subarray(0, decompressInto(payload, slot));
    } catch (error) {
      if (!(error instanceof DecompressionError)) throw error;
    }
  }
  return decompress(payload);
}

/** Borg shows the bare reason of a MAC that does not fit. */
function damageOf(error: BorgError): Damage {
  return { msgid: error.msgid, message: error instanceof MacMismatch ? error.reason : error.message };
}
