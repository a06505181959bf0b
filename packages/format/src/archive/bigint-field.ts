import { MsgpackError } from "../bytes/index.ts";
import type { MsgpackReader, MsgpackWriter } from "../bytes/index.ts";

const INT64_MAX = 0x7fffffffffffffffn;
/** Longest integer that we read as bytes: 255 bits, far beyond any clock. */
const RAW_LENGTH_MAX = 32;

/**
 * Writes an integer of any size as Borg does: beyond 63 bits as raw bytes, little-endian two's complement.
 *
 * @see docs/formats/items.md, "Large integers".
 */
export function writeBigIntField(writer: MsgpackWriter, value: bigint): void {
  if (value <= INT64_MAX && value >= -INT64_MAX) {
    writer.writeInt(value);
    return;
  }
  const bits = bitLength(value < 0n ? -value : value);
  const raw = new Uint8Array(Math.floor((bits + 9) / 8));
  let rest = BigInt.asUintN(raw.length * 8, value);
  for (let i = 0; i < raw.length; i++) {
    raw[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  writer.writeRaw(raw);
}

/** @throws {MsgpackError} If the next value is neither an integer nor up to 32 raw bytes. */
export function readBigIntField(reader: MsgpackReader): bigint {
  if (reader.peek() !== "raw") return reader.readBigInt();
  const { offset } = reader;
  const raw = reader.readRaw();
  if (raw.length > RAW_LENGTH_MAX) throw new MsgpackError("integer too large", offset);
  let value = 0n;
  for (let i = raw.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(raw[i] ?? 0);
  return BigInt.asIntN(raw.length * 8, value);
}

function bitLength(value: bigint): number {
  return value.toString(2).length;
}
