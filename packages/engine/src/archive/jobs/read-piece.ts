import type { Job, JobContext } from "../../threads/index.ts";
import { nameChunks } from "./name-chunks.ts";
import type { ReadTrouble } from "./read-files.ts";
import { joinIds, readWhole, systemTrouble } from "./read-files.ts";

/** One piece of a large file, of a pipe, or of nothing but zeros. */
export interface ReadPiece {
  /** Open descriptor of this process; -1 where there is nothing to read. */
  readonly fd: number;
  /** Where to read; -1 reads on from where the descriptor stands (pipes). */
  readonly position: number;
  /** Target region. */
  readonly offset: number;
  readonly size: number;
  /** Bytes of the piece before that some lane's chunks do not cover yet: they open this piece. */
  readonly carryOffset: number;
  readonly carrySize: number;
  /** For whom. */
  readonly lanes: readonly LaneCarry[];
  /** Cut here at the latest, though the file goes on (header and sparse ranges of the fixed chunker). */
  readonly rangeEnd?: boolean;
  /** The range is a hole: zeros, nothing is read. */
  readonly hole?: boolean;
  /** So many bytes were put behind the carried ones already: nothing is read. */
  readonly filled?: number | undefined;
}

/** How much of the carried bytes, at their end, no chunk of this lane covers. */
export interface LaneCarry {
  readonly lane: number;
  readonly carrySize: number;
}

export interface PieceRead {
  /** In order of the lanes that were asked for. */
  readonly lanes: readonly LanePiece[];
  readonly bytesRead: number;
  /** The file ended. */
  readonly end: boolean;
  readonly trouble?: ReadTrouble;
}

/** The chunks of one lane. */
export interface LanePiece {
  /** Address of the first chunk; the others follow one after another. */
  readonly address: number;
  readonly sizes: readonly number[];
  readonly ids: Uint8Array;
  /** Bytes at the end of the region that the next piece has to carry. */
  readonly carrySize: number;
}

/** Fills a region from a descriptor, cuts what can be cut, and names the chunks. */
export const readPiece: Job<ReadPiece, PieceRead> = (context, message) => {
  const { lanes, offset, carrySize } = message;
  const region = new Uint8Array(context.memory.buffer, offset, message.size);
  context.kernels.copy(new Uint8Array(context.memory.buffer, message.carryOffset, carrySize), region);
  const room = region.subarray(carrySize);
  let bytesRead: number;
  try {
    bytesRead = fill(message, room);
  } catch (error) {
    const trouble = systemTrouble("read", error);
    if (trouble === undefined) throw error;
    const nothing = { address: offset, sizes: [], ids: new Uint8Array(0), carrySize: 0 };
    return { lanes: lanes.map(() => nothing), bytesRead: 0, end: true, trouble };
  }
  const end = bytesRead < room.length;
  const data = region.subarray(0, carrySize + bytesRead);
  return { lanes: cutFor(context, message, data, end || message.rangeEnd === true), bytesRead, end };
};

function cutFor(context: JobContext, message: ReadPiece, data: Uint8Array, end: boolean): LanePiece[] {
  const starts = message.lanes.map((lane) => message.carrySize - lane.carrySize);
  const lanes = message.lanes.map(({ lane }) => lane);
  return nameChunks(context, lanes, (index) => data.subarray(starts[index]), end).map(
    ({ sizes, covered, ids }, index) => {
      const start = starts[index] ?? 0;
      return { address: message.offset + start, sizes, ids: joinIds(ids), carrySize: data.length - start - covered };
    },
  );
}

function fill(message: ReadPiece, room: Uint8Array): number {
  if (message.filled !== undefined) return message.filled;
  if (message.hole === true) {
    room.fill(0);
    return room.length;
  }
  return readWhole(message.fd, room, message.position < 0 ? null : message.position);
}
