import {
  ENTRY_HEADER_SIZE,
  MAX_OBJECT_SIZE,
  recoverEntries,
  SEGMENT_MAGIC,
  SEGMENT_MAGIC_SIZE,
} from "@coffer/format/segment";
import type { Volume } from "./volume.ts";

/** Bytes searched at a time; the window is larger by the largest entry. */
const SEARCH_SIZE = 16 * 1024 * 1024;

/**
 * Rewrites a damaged segment as a magic and every byte range that looks like a valid entry. The new file replaces the old one
 * as a whole. A file too short for an entry becomes an empty segment.
 *
 * @throws {StorageError} The old file is untouched then.
 */
export async function recoverSegment(volume: Volume, segment: number): Promise<void> {
  const { segments, storage } = volume;
  const name = segments.name(segment);
  const size = (await segments.size(segment)) ?? 0;
  const temporary = `${name}-recovered.tmp`;
  await storage.remove(temporary);
  try {
    const writer = await storage.createWriter(temporary);
    try {
      await writer.write([SEGMENT_MAGIC]);
      if (size >= SEGMENT_MAGIC_SIZE + ENTRY_HEADER_SIZE)
        await copyEntries(volume, name, size, (part) => writer.write([part]));
      await writer.close({ sync: true });
    } finally {
      await writer.close();
    }
    await storage.rename(temporary, name);
  } catch (error) {
    await storage.remove(temporary).catch(() => {});
    throw error;
  }
  await storage.syncFolder(name.slice(0, name.lastIndexOf("/")));
}

async function copyEntries(
  volume: Volume,
  name: string,
  size: number,
  write: (entry: Uint8Array) => Promise<void>,
): Promise<void> {
  const window = new Uint8Array(Math.min(size, SEARCH_SIZE + MAX_OBJECT_SIZE));
  let offset = 0;
  while (offset < size) {
    const count = await volume.storage.readInto(name, offset, window);
    const bytes = window.subarray(0, count);
    const isLast = offset + count >= size || count < window.length;
    const end = isLast ? count : SEARCH_SIZE;
    let next = end;
    for (const range of recoverEntries(bytes, 0, end)) {
      await write(bytes.subarray(range.offset, range.offset + range.size));
      next = Math.max(next, range.offset + range.size);
    }
    if (isLast) return;
    offset += next;
  }
}
