import { TAR_BLOCK_SIZE } from "./blocks.ts";
import { readNumberField } from "./number-field.ts";
import type { SparsePart } from "./sparse-map.ts";
import { decodeSparseParts, SPARSE_PARTS_MAX } from "./sparse-map.ts";
import type { CountedInput } from "./tar-input.ts";

/** In the header of a sparse file of the old GNU format. */
const FIRST = { parts: 386, count: 4, isExtended: 482, realSize: { offset: 483, width: 12 } };
/** In the blocks that follow it. */
const MORE = { parts: 0, count: 21, isExtended: 504 };

/**
 * Parts and size of a sparse file of the old GNU format; reads the blocks between header and content.
 *
 * @throws {RangeError} If they are malformed. @throws {TarReadError} If the input ends before.
 */
export async function readGnuSparse(
  header: Uint8Array,
  input: CountedInput,
): Promise<{ parts: SparsePart[]; size: number }> {
  const size = readNumberField(header, FIRST.realSize);
  if (size === undefined || size < 0) throw new RangeError("a sparse file without its size");
  const parts = decodeSparseParts(header, FIRST.parts, FIRST.count);
  const block = new Uint8Array(TAR_BLOCK_SIZE);
  for (let isExtended = header[FIRST.isExtended] !== 0; isExtended; isExtended = block[MORE.isExtended] !== 0) {
    if (parts.length > SPARSE_PARTS_MAX) throw new RangeError("a sparse file with too many parts");
    await input.readAll(block);
    for (const part of decodeSparseParts(block, MORE.parts, MORE.count)) parts.push(part);
  }
  return { parts, size };
}
