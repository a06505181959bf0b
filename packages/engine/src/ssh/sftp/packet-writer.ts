import { concatBytes, textToBytes } from "@coffer/format/bytes";

export function u32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

export function u64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(value));
  return bytes;
}

/** With its length in front. */
export function byteString(bytes: Uint8Array): Uint8Array {
  return concatBytes(u32(bytes.length), bytes);
}

export function textString(text: string): Uint8Array {
  return byteString(textToBytes(text));
}

/** A message with its length in front; `tail` bytes of it will follow. */
export function packet(type: number, fields: readonly Uint8Array[], tail = 0): Uint8Array {
  const size = fields.reduce((sum, field) => sum + field.length, 1);
  return concatBytes(u32(size + tail), Uint8Array.of(type), ...fields);
}
