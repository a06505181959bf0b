import { bytesToText, concatBytes, textToBytes } from "@coffer/format/bytes";
import type { ReadableBytes } from "./readable-bytes.ts";

const NEWLINE = "\n";
const LF = 0x0a;
const CR = 0x0d;

/**
 * Paths, as many together as come at once, that stand in a stream one after another, each but maybe the last with `delimiter` behind it.
 *
 * Where lines are told apart, they may end in any way (LF, CR LF, CR), as for Borg; with another delimiter every byte
 * counts.
 */
export async function* separatedPaths(
  input: ReadableBytes,
  delimiter: string,
): AsyncGenerator<string[], void, undefined> {
  const separator = textToBytes(delimiter);
  const lines = delimiter === NEWLINE ? new LineEnds() : undefined;
  let rest: Uint8Array = new Uint8Array(0);
  for (let bytes = await input.next(); bytes !== undefined; bytes = await input.next()) {
    const data = Buffer.from(concatBytes(rest, lines === undefined ? bytes : lines.unify(bytes)));
    const paths: string[] = [];
    let start = 0;
    for (let end = data.indexOf(separator); end >= 0; end = data.indexOf(separator, start)) {
      paths.push(bytesToText(data, start, end));
      start = end + separator.length;
    }
    rest = data.subarray(start);
    if (paths.length > 0) yield paths;
  }
  if (rest.length > 0) yield [bytesToText(rest)];
}

/** Makes every line end LF; what comes in may be cut between CR and LF. */
class LineEnds {
  #afterCarriageReturn = false;

  unify(bytes: Uint8Array): Uint8Array {
    if (!this.#afterCarriageReturn && !bytes.includes(CR)) return bytes;
    const unified = new Uint8Array(bytes.length);
    let length = 0;
    for (const byte of bytes) {
      if (byte !== LF || !this.#afterCarriageReturn) unified[length++] = byte === CR ? LF : byte;
      this.#afterCarriageReturn = byte === CR;
    }
    return unified.subarray(0, length);
  }
}
