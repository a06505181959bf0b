/** The 16-byte counter block of a 64-bit nonce. */
export function counterBlock(nonce: bigint): Uint8Array<ArrayBuffer> {
  const block = new Uint8Array(16);
  new DataView(block.buffer).setBigUint64(8, nonce);
  return block;
}
