import { bytesToText } from "../bytes/index.ts";

/** One record of a pax header. */
export interface PaxRecord {
  readonly keyword: string;
  readonly value: string;
}

const SPACE = 0x20;
const EQUALS = 0x3d;
const NEW_LINE = 0x0a;
/** `5 x=\n` */
const RECORD_SIZE_MIN = 5;
/** Digits of a record's length: more than any header is long. */
const LENGTH_DIGITS_MAX = 12;

/**
 * The records of a pax header: `<length> <keyword>=<value>\n`, up to a NUL or the end.
 *
 * Values that are not UTF-8 are taken as they are.
 *
 * @throws {RangeError} If a record is malformed.
 */
export function decodePaxRecords(bytes: Uint8Array): PaxRecord[] {
  const records: PaxRecord[] = [];
  let at = 0;
  while (at < bytes.length && bytes[at] !== 0) {
    const space = bytes.indexOf(SPACE, at);
    if (space < 0 || space - at > LENGTH_DIGITS_MAX) throw new RangeError("a malformed record in a pax header");
    const digits = bytesToText(bytes, at, space);
    const end = at + (/^\d+$/.test(digits) ? Number(digits) : 0);
    if (end < at + RECORD_SIZE_MIN || end > bytes.length || bytes[end - 1] !== NEW_LINE)
      throw new RangeError("a malformed record in a pax header");
    const equals = bytes.indexOf(EQUALS, space + 1);
    if (equals <= space + 1 || equals >= end) throw new RangeError("a malformed record in a pax header");
    const keyword = bytesToText(bytes, space + 1, equals);
    records.push({ keyword, value: bytesToText(bytes, equals + 1, end - 1) });
    at = end;
  }
  return records;
}
