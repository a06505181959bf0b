import type { Job } from "../../threads/index.ts";
import { cutChunks } from "./cut-chunks.ts";
import type { ReadTrouble } from "./read-files.ts";
import { joinIds, readWhole, systemTrouble } from "./read-files.ts";
import { threadState } from "./setup.ts";

/** One piece of a large file, of a pipe, or of nothing but zeros. */
export interface ReadPiece {
  /** Open descriptor of this process; -1 where there is nothing to read. */
  readonly fd: number;
  /** Where to read; -1 reads on from where the descriptor stands (pipes). */
  readonly position: number;
  /** Target region. */
  readonly offset: number;
  readonly size: number;
  /** Bytes of the piece before that no chunk covers yet: they open this piece. */
  readonly carryOffset: number;
  readonly carrySize: number;
  /** Cut here at the latest, though the file goes on (header and sparse ranges of the fixed chunker). */
  readonly rangeEnd?: boolean;
  /** The range is a hole: zeros, nothing is read. */
  readonly hole?: boolean;
  /** So many bytes were put behind the carried ones already: nothing is read. */
  readonly filled?: number | undefined;
}

export interface PieceRead {
  /** Sizes of the chunks; they lie at `offset` one after another. */
  readonly sizes: readonly number[];
  readonly ids: Uint8Array;
  /** Bytes at the end of the region that the next piece has to carry. */
  readonly carrySize: number;
  readonly bytesRead: number;
  /** The file ended. */
  readonly end: boolean;
  readonly trouble?: ReadTrouble;
}

/** Fills a region from a descriptor, cuts what can be cut, and names the chunks. */
export const readPiece: Job<ReadPiece, PieceRead> = (context, message) => {
  const { key } = threadState(context);
  const region = new Uint8Array(context.memory.buffer, message.offset, message.size);
  context.kernels.copy(new Uint8Array(context.memory.buffer, message.carryOffset, message.carrySize), region);
  const room = region.subarray(message.carrySize);
  let bytesRead: number;
  try {
    bytesRead = fill(message, room);
  } catch (error) {
    const trouble = systemTrouble("read", error);
    if (trouble === undefined) throw error;
    return { sizes: [], ids: new Uint8Array(0), carrySize: 0, bytesRead: 0, end: true, trouble };
  }
  const end = bytesRead < room.length;
  const data = region.subarray(0, message.carrySize + bytesRead);
  const { sizes, covered } = cutChunks(context, data, end || message.rangeEnd === true);
  const ids: Uint8Array[] = [];
  let offset = 0;
  for (const size of sizes) {
    ids.push(key.idHash(data.subarray(offset, offset + size)));
    offset += size;
  }
  return { sizes, ids: joinIds(ids), carrySize: data.length - covered, bytesRead, end };
};

function fill(message: ReadPiece, room: Uint8Array): number {
  if (message.filled !== undefined) return message.filled;
  if (message.hole === true) {
    room.fill(0);
    return room.length;
  }
  return readWhole(message.fd, room, message.position < 0 ? null : message.position);
}
