const BLOCK = Buffer.alloc(0x10000);

/** Whether there is nothing but zero bytes. Stops at the first other one. */
export function isAllZero(bytes: Uint8Array): boolean {
  for (let at = 0; at < bytes.length; at += BLOCK.length) {
    const length = Math.min(BLOCK.length, bytes.length - at);
    if (BLOCK.compare(bytes, at, at + length, 0, length) !== 0) return false;
  }
  return true;
}
