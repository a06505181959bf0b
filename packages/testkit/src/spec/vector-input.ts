import { createHash } from "node:crypto";

/** Bytes as the vectors describe them. */
export type VectorInput =
  | { readonly hex: string }
  | { readonly repeat: string; readonly length: number }
  | { readonly stream: string; readonly length: number }
  | { readonly concat: readonly VectorInput[] };

/** The bytes that a vector describes: literal, repeated, joined, or cut from SHA256(name, 0) SHA256(name, 1) … */
export function vectorBytes(input: VectorInput): Uint8Array {
  if ("hex" in input) return new Uint8Array(Buffer.from(input.hex, "hex"));
  if ("concat" in input) return new Uint8Array(Buffer.concat(input.concat.map(vectorBytes)));
  const bytes = new Uint8Array(input.length);
  if ("repeat" in input) {
    const pattern = Buffer.from(input.repeat, "hex");
    for (let i = 0; i < bytes.length; i++) bytes[i] = pattern[i % pattern.length]!;
    return bytes;
  }
  const counter = Buffer.alloc(8);
  for (let start = 0, n = 0n; start < bytes.length; start += 32, n++) {
    counter.writeBigUInt64BE(n);
    const block = createHash("sha256").update(input.stream).update(counter).digest();
    bytes.set(block.subarray(0, Math.min(32, bytes.length - start)), start);
  }
  return bytes;
}
