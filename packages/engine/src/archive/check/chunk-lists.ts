import { equalBytes, MsgpackError } from "@coffer/format/bytes";
import type { MsgpackReader } from "@coffer/format/bytes";
import type { ItemChunk } from "@coffer/format/archive";

const ID_SIZE = 32;

/** Reads the next chunk of a packed list; its id is a view. @throws {MsgpackError} If it is none. */
export function readPackedChunk(reader: MsgpackReader): ItemChunk {
  const { offset } = reader;
  if (reader.readArrayHeader() !== 3) throw new MsgpackError("chunk that is not id, size and csize", offset);
  const id = reader.readRaw();
  if (id.length !== ID_SIZE) throw new MsgpackError("chunk id of another length than 32", offset);
  return { id, size: reader.readNumber(), csize: reader.readNumber() };
}

/** The packed list that begins at `at`; ids are copies. @throws {MsgpackError} If it is none. */
export function readChunkList(reader: MsgpackReader, at: number): ItemChunk[] {
  reader.offset = at;
  const chunks: ItemChunk[] = [];
  for (let left = reader.readArrayHeader(); left > 0; left--) {
    const { id, size, csize } = readPackedChunk(reader);
    chunks.push({ id: new Uint8Array(id), size, csize });
  }
  return chunks;
}

export function sameChunk(a: ItemChunk, b: ItemChunk): boolean {
  return a.size === b.size && a.csize === b.csize && equalBytes(a.id, b.id);
}

export function sameChunkList(a: readonly ItemChunk[], b: readonly ItemChunk[]): boolean {
  return a.length === b.length && a.every((chunk, index) => sameChunk(chunk, b[index] as ItemChunk));
}
