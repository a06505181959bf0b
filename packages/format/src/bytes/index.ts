/**
 * Bytes and the texts in them.
 *
 * *Text* in surrogateescape form: a JavaScript string in which each byte 0xXX that is not valid UTF-8 stands as the lone
 * surrogate U+DCXX, so that any file name survives. *Raw*: msgpack's one kind of string in Borg's dialect, bytes and text
 * alike. *Sorted map*: a map packed with its keys in the order of their bytes, Borg's StableDict.
 *
 * Stands on nothing.
 *
 * @module
 */
export { assert, AssertionError } from "./assert.ts";
export { fromBase64, toBase64 } from "./base64.ts";
export { compareBytes, concatBytes, equalBytes, joinBytes } from "./compare.ts";
export { fromHex, toHex } from "./hex.ts";
export { MsgpackError } from "./msgpack-error.ts";
export { MsgpackReader } from "./msgpack-reader.ts";
export type { MsgpackKind } from "./msgpack-reader.ts";
export {
  MSGPACK_DEPTH_MAX,
  MSGPACK_OBJECTS_MAX,
  packSortedMap,
  packValue,
  readValue,
  sortedMap,
  unpackValue,
  writeValue,
} from "./msgpack-value.ts";
export type { MsgpackMap, MsgpackValue } from "./msgpack-value.ts";
export { MsgpackWriter } from "./msgpack-writer.ts";
export { bytesToText, compareText, encodedLength, encodeTextInto, textToBytes } from "./text.ts";
export { formatTimestamp, parseTimestamp } from "./timestamp.ts";
