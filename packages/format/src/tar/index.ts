/**
 * Tar files: a row of members, each a *header* (one block of 512 bytes, and maybe others before it that carry what does not
 * fit) and its content, padded to whole blocks.
 *
 * Written is the GNU format. Headers are taken as hostile: every length has a bound, every number is a safe integer.
 *
 * Stands on errors and bytes. Formats: POSIX.1-1988 (ustar), POSIX.1-2001 (pax), and what GNU tar's manual says of its own.
 *
 * @module
 */
export { TAR_BLOCK_SIZE, tarPadding, tarTrailer } from "./blocks.ts";
export { encodeGnuMember } from "./encode-gnu-member.ts";
export type { TarInput } from "./tar-input.ts";
export type { TarMember } from "./tar-member.ts";
export { TarReadError } from "./tar-read-error.ts";
export { TarReader } from "./tar-reader.ts";
export type { TarReaderOptions } from "./tar-reader.ts";
export * from "./tar-type.ts";
