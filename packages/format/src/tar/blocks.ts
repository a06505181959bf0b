/** All that a tar file holds is padded to blocks of this size. */
export const TAR_BLOCK_SIZE = 512;
/** A tar file as a whole is padded to records of this size, twenty blocks. */
export const TAR_RECORD_SIZE: number = 20 * TAR_BLOCK_SIZE;

/** Bytes from the end of `size` bytes of content to the next header. */
export function tarPadding(size: number): number {
  const rest = size % TAR_BLOCK_SIZE;
  return rest === 0 ? 0 : TAR_BLOCK_SIZE - rest;
}

/**
 * Zeros that end a tar file: two blocks, then up to a whole record.
 *
 * @param size Bytes written so far, a multiple of the block size.
 */
export function tarTrailer(size: number): Uint8Array {
  const end = size + 2 * TAR_BLOCK_SIZE;
  return new Uint8Array(Math.ceil(end / TAR_RECORD_SIZE) * TAR_RECORD_SIZE - size);
}
