/** What the platform computes faster than the kernels: nothing is known to be. */
export const nativeCrc32: ((data: Uint8Array, crc: number) => number) | undefined = undefined;
