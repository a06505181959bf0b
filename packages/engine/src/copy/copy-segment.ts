import { IntegrityError } from "@coffer/format/errors";
import { SEGMENT_MAGIC } from "@coffer/format/segment";
import { scanSegment } from "../repository/index.ts";
import { folderOf } from "../storage/index.ts";
import type { Storage } from "../storage/index.ts";
import type { CopiedLog } from "./copied-log.ts";

/** Entries are written in pieces of this size, or one by one where they are larger. */
const PIECE_SIZE = 4 * 1024 * 1024;

/**
 * Copies a segment, every entry verified. What the target has under its name is replaced, held in memory meanwhile.
 *
 * Durable when the target has settled. After a failure the file may be there in part.
 *
 * @returns Bytes.
 * @throws {IntegrityError} At the first byte of the source that is wrong.
 */
export async function copySegment(source: CopiedLog, target: Storage, segment: number): Promise<number> {
  const name = source.segments.name(segment);
  if ((await target.size(name)) !== undefined) {
    const parts: Uint8Array[] = [];
    const size = await readVerified(source, segment, async (piece) => void parts.push(piece.slice()));
    await target.writeSynced(name, parts);
    await target.syncFolder(folderOf(name));
    return size;
  }
  const writer = await target.createWriter(name);
  try {
    const size = await readVerified(source, segment, (piece) => writer.write([piece]));
    await writer.close({ sync: true });
    return size;
  } finally {
    await writer.close();
  }
}

/** Gives the bytes of a segment in order, each piece when it is verified. A piece is overwritten when `write` has resolved. */
async function readVerified(
  source: CopiedLog,
  segment: number,
  write: (piece: Uint8Array) => Promise<void>,
): Promise<number> {
  const fileSize = source.sizes.get(segment) ?? 0;
  const piece = new Uint8Array(Math.max(SEGMENT_MAGIC.length, Math.min(PIECE_SIZE, fileSize)));
  piece.set(SEGMENT_MAGIC);
  let fill = SEGMENT_MAGIC.length;
  let size = fill;
  const flush = async (): Promise<void> => {
    await write(piece.subarray(0, fill));
    fill = 0;
  };
  await scanSegment(source, segment, { fileSize }, async ({ bytes }) => {
    size += bytes.length;
    if (fill + bytes.length > piece.length) await flush();
    if (bytes.length > piece.length) await write(bytes);
    else {
      piece.set(bytes, fill);
      fill += bytes.length;
    }
  });
  await flush();
  if (size !== fileSize) throw new IntegrityError(`Segment ${segment} has ${size} bytes of ${fileSize}`);
  return size;
}
