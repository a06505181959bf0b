import { type MsgpackValue, sortedMap, toHex } from "@coffer/format/bytes";
import type { JsonValue } from "../text/index.ts";

/** Stands in front of what is shown in hexadecimal: no text that Borg stores begins with it. */
const HEX_MARK = "\x7f";

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** What was unpacked, as JSON for people: keys in order, bytes as text where they are text. */
export function readableValue(value: MsgpackValue): JsonValue {
  if (value instanceof Uint8Array) return readableBytes(value);
  if (Array.isArray(value)) return value.map(readableValue);
  if (!(value instanceof Map)) return value;
  const named = new Map(Array.from(value, ([key, inner]) => [String(key), readableValue(inner)]));
  return sortedMap(named);
}

function readableBytes(bytes: Uint8Array): string {
  try {
    const text = UTF8.decode(bytes);
    if (!text.startsWith(HEX_MARK)) return text;
  } catch {
    // No text, then.
  }
  return HEX_MARK + toHex(bytes);
}
