/** Bytes in several pieces, read as if they were one. */
export class ByteParts {
  readonly parts: Uint8Array[] = [];
  size = 0;

  /** The memory belongs to this object from now on. */
  append(part: Uint8Array): void {
    if (part.length === 0) return;
    this.parts.push(part);
    this.size += part.length;
  }

  /** Fills `target` from `offset` on. @returns How many bytes there were. */
  readInto(offset: number, target: Uint8Array): number {
    let start = 0;
    let count = 0;
    for (const part of this.parts) {
      const from = offset + count - start;
      if (from < part.length && count < target.length) {
        const piece = part.subarray(from, from + target.length - count);
        target.set(piece, count);
        count += piece.length;
      }
      start += part.length;
    }
    return count;
  }

  /** A copy of a range, short at the end. */
  read(offset: number, length: number): Uint8Array {
    const target = new Uint8Array(Math.max(0, Math.min(length, this.size - offset)));
    this.readInto(offset, target);
    return target;
  }
}
