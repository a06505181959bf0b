import { bytesToText, concatBytes } from "../bytes/index.ts";

/** Longest line that is kept together. */
const LINE_SIZE_MAX = 1 << 20;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Cuts the server's standard error into lines, each with its end: a line feed, a carriage return (progress), or both. */
export class LineSplitter {
  /** Bytes of a line, perhaps in the middle of a character. */
  #tail: Uint8Array = new Uint8Array(0);

  /** @returns The lines that are complete now. A line of more than 1 MiB comes in pieces. */
  feed(bytes: Uint8Array): string[] {
    const end = bytes.findLastIndex((byte) => byte === LINE_FEED || byte === CARRIAGE_RETURN) + 1;
    if (end === 0 && this.#tail.length + bytes.length <= LINE_SIZE_MAX) {
      this.#tail = concatBytes(this.#tail, bytes);
      return [];
    }
    const cut = end === 0 ? bytes.length : end;
    const text = bytesToText(concatBytes(this.#tail, bytes.subarray(0, cut)));
    this.#tail = bytes.slice(cut);
    return text.match(/[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$/g) ?? [];
  }

  /** The line that has no end, if there is one: for when nothing will follow. */
  rest(): string {
    const text = bytesToText(this.#tail);
    this.#tail = new Uint8Array(0);
    return text;
  }
}
