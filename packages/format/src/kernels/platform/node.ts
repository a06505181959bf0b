import { crc32 } from "node:zlib";

/** Node's zlib uses carry-less multiplication, which WebAssembly lacks. Figures: docs/decisions/0011-checksums.md. */
export const nativeCrc32: ((data: Uint8Array, crc: number) => number) | undefined = crc32;
