import { IntegrityError } from "../errors/index.ts";
import { MAX_DATA_SIZE, MAX_OBJECT_SIZE, PUT_HEADER_SIZE, TAG_COMMIT, TAG_DELETE, TAG_PUT } from "./entry.ts";
import type { EntryHeader } from "./entry.ts";

/** Where in the log, in Borg's words. */
function place(segment: number, offset: number): string {
  return `[segment ${segment}, offset ${offset}]`;
}

/** What is wrong with the size of an entry whose header alone takes `minimum` bytes, or `undefined`. */
export function entrySizeFault(
  size: number,
  minimum: number,
  segment: number,
  offset: number,
): IntegrityError | undefined {
  if (size > MAX_OBJECT_SIZE) return entrySizeError(size, "big", segment, offset);
  return size < minimum ? entrySizeError(size, "small", segment, offset) : undefined;
}

/** What is wrong with the tag of an entry in a segment (of any kind that Borg 1.x writes), or `undefined`. */
export function entryTagFault(header: EntryHeader, segment: number, offset: number): IntegrityError | undefined {
  const { size, tag } = header;
  if (tag === TAG_COMMIT) return undefined;
  if (tag !== TAG_PUT && tag !== TAG_DELETE) return unacceptableTagError(segment, offset);
  return entrySizeFault(size, PUT_HEADER_SIZE, segment, offset);
}

export function segmentMagicError(segment: number): IntegrityError {
  return new IntegrityError(`Invalid segment magic ${place(segment, 0)}`);
}

/** The file ends within a header of `wanted` bytes. */
export function headerShortError(wanted: number, segment: number, offset: number): IntegrityError {
  return new IntegrityError(
    `Invalid segment entry header ${place(segment, offset)}: unpack requires a buffer of ${wanted} bytes`,
  );
}

/** An object of `size` bytes is too large to be stored. */
export function objectSizeError(size: number): IntegrityError {
  return new IntegrityError(`More than allowed put data [${size} > ${MAX_DATA_SIZE}]`);
}

function entrySizeError(size: number, verdict: "big" | "small", segment: number, offset: number): IntegrityError {
  return new IntegrityError(`Invalid segment entry size ${size} - too ${verdict} ${place(segment, offset)}`);
}

/** The file ends within the entry; `expected` and `found` count the bytes after the header. */
export function dataShortError(expected: number, found: number, segment: number, offset: number): IntegrityError {
  return new IntegrityError(
    `Segment entry data short read ${place(segment, offset)}: expected ${expected}, got ${found} bytes`,
  );
}

export function entryChecksumError(segment: number, offset: number): IntegrityError {
  return new IntegrityError(`Segment entry checksum mismatch ${place(segment, offset)}`);
}

export function unacceptableTagError(segment: number, offset: number): IntegrityError {
  return new IntegrityError(`Invalid segment entry header, did not get acceptable tag ${place(segment, offset)}`);
}

export function wrongIdError(segment: number, offset: number): IntegrityError {
  return new IntegrityError(`Invalid segment entry header, is not for wanted id ${place(segment, offset)}`);
}
