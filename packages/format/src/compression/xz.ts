import { concatBytes, equalBytes } from "../bytes/index.ts";
import { DecompressionError } from "../errors/index.ts";
import { getKernels, lzma2Compress, lzma2DecompressInto } from "../kernels/index.ts";

const HEADER_MAGIC = Uint8Array.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0);
const FOOTER_MAGIC = Uint8Array.of(0x59, 0x5a);
const HEADER_SIZE = 12;
const FOOTER_SIZE = 12;
const FILTER_LZMA2 = 0x21;
const CHECK_CRC32 = 1;
/** Bytes of a block's check, by three kinds of check. */
const CHECK_SIZES = [0, 4, 8, 16, 32, 64] as const;

/** Dictionary sizes of xz's presets, as powers of two. */
const DICTIONARY_BITS = [18, 20, 21, 22, 22, 23, 23, 24, 25, 26] as const;

/** One stream with one block and no check. @param level 0 to 9. */
export function writeXz(data: Uint8Array, level: number): Uint8Array {
  const flags = Uint8Array.of(0, 0);
  const chunks = lzma2Compress(data, level);
  const dictionary = 2 * ((DICTIONARY_BITS[level] ?? 26) - 12);
  const blockHeader = withCrc(Uint8Array.of(2, 0, FILTER_LZMA2, 1, dictionary, 0, 0, 0));
  const sizes = [...vli(blockHeader.length + chunks.length), ...vli(data.length)];
  const index = withCrc(padded(Uint8Array.of(0, 1, ...sizes)));
  const tail = Uint8Array.of(...le32(index.length / 4 - 1), ...flags);
  return concatBytes(
    HEADER_MAGIC,
    withCrc(flags),
    blockHeader,
    padded(chunks),
    index,
    le32(getKernels().crc32(tail)),
    tail,
    FOOTER_MAGIC,
  );
}

interface Block {
  /** Where its header begins. */
  readonly start: number;
  /** Header, data and check, in bytes. */
  readonly unpaddedSize: number;
  readonly size: number;
  readonly check: number;
}

/**
 * The content of all streams of an .xz file.
 *
 * The sizes are taken from the indexes, which stand at the end of each stream, so that nothing is allocated before all of them are known to
 * be within bounds. Checks of blocks other than CRC-32 are not looked at: a chunk's id is the better check.
 *
 * @throws {DecompressionError} If the file is malformed, uses another filter than LZMA2, or holds more than `sizeMax` bytes.
 */
export function readXz(file: Uint8Array, sizeMax: number): Uint8Array {
  /** Of each stream its blocks, the last stream first. */
  const streams: Block[][] = [];
  if (file.length === 0) throw malformed("is empty");
  for (let end = file.length; end > 0;) {
    end = readStream(file, withoutStreamPadding(file, end), streams);
  }
  const blocks = streams.toReversed().flat();
  const size = blocks.reduce((sum, block) => sum + block.size, 0);
  if (size > sizeMax) throw malformed(`holds ${size} bytes, more than ${sizeMax}`);
  const content = new Uint8Array(size);
  let at = 0;
  for (const block of blocks) {
    readBlock(file, block, content.subarray(at, at + block.size));
    at += block.size;
  }
  return content;
}

function withoutStreamPadding(file: Uint8Array, end: number): number {
  let at = end;
  while (at >= 4 && readLe32(file, at - 4) === 0) at -= 4;
  return at;
}

/** Adds the blocks of the stream that ends at `end` to `streams`. @returns Where the stream begins. */
function readStream(file: Uint8Array, end: number, streams: Block[][]): number {
  if (end < HEADER_SIZE + FOOTER_SIZE) throw malformed("is cut short");
  const footer = file.subarray(end - FOOTER_SIZE, end);
  if (!equalBytes(footer.subarray(10), FOOTER_MAGIC)) throw malformed("does not end as one");
  checkCrc(footer.subarray(4, 10), readLe32(footer, 0));
  const check = footer[9] ?? 0;
  if (footer[8] !== 0 || check > 15) throw malformed("has unknown flags");
  const indexSize = (readLe32(footer, 4) + 1) * 4;
  const indexStart = end - FOOTER_SIZE - indexSize;
  if (indexStart < HEADER_SIZE) throw malformed("has an index of a wrong size");
  const records = readIndex(file.subarray(indexStart, indexStart + indexSize));
  let at = indexStart - records.reduce((sum, { unpaddedSize }) => sum + paddedSize(unpaddedSize), 0);
  const start = at - HEADER_SIZE;
  if (start < 0) throw malformed("has blocks of wrong sizes");
  if (!equalBytes(file.subarray(start, start + 6), HEADER_MAGIC)) throw malformed("does not begin as one");
  if (!equalBytes(file.subarray(start + 6, start + 8), footer.subarray(8, 10))) throw malformed("contradicts itself");
  checkCrc(file.subarray(start + 6, start + 8), readLe32(file, start + 8));
  const found: Block[] = [];
  for (const { unpaddedSize, size } of records) {
    found.push({ start: at, unpaddedSize, size, check });
    at += paddedSize(unpaddedSize);
  }
  streams.push(found);
  return start;
}

/** @param index Indicator, count, records, padding and CRC. */
function readIndex(index: Uint8Array): { unpaddedSize: number; size: number }[] {
  checkCrc(index.subarray(0, -4), readLe32(index, index.length - 4));
  const cursor = { at: 1 };
  if (index[0] !== 0) throw malformed("has no index");
  const count = readVli(index, cursor);
  if (count > index.length) throw malformed("has an index of a wrong size");
  const records: { unpaddedSize: number; size: number }[] = [];
  for (let n = 0; n < count; n++) {
    const unpaddedSize = readVli(index, cursor);
    const size = readVli(index, cursor);
    records.push({ unpaddedSize, size });
  }
  if (paddedSize(cursor.at) !== index.length - 4) throw malformed("has an index of a wrong size");
  return records;
}

function readBlock(file: Uint8Array, { start, unpaddedSize, size, check }: Block, target: Uint8Array): void {
  const headerSize = ((file[start] ?? 0) + 1) * 4;
  const checkSize = CHECK_SIZES[Math.ceil(check / 3)] ?? 0;
  const packedSize = unpaddedSize - headerSize - checkSize;
  if (headerSize < 8 || packedSize < 1) throw malformed("has a block of a wrong size");
  readBlockHeader(file.subarray(start, start + headerSize));
  const from = start + headerSize;
  const counts = lzma2DecompressInto(file.subarray(from, from + packedSize), target);
  if (counts?.read !== packedSize || counts.written !== size) throw malformed("has malformed data");
  if (check === CHECK_CRC32) checkCrc(target, readLe32(file, from + paddedSize(packedSize)));
}

function readBlockHeader(header: Uint8Array): void {
  checkCrc(header.subarray(0, -4), readLe32(header, header.length - 4));
  const flags = header[1] ?? 0;
  const cursor = { at: 2 };
  if ((flags & 0x3f) !== 0) throw malformed("uses filters beside LZMA2");
  if ((flags & 0x40) !== 0) readVli(header, cursor);
  if ((flags & 0x80) !== 0) readVli(header, cursor);
  if (readVli(header, cursor) !== FILTER_LZMA2 || header[cursor.at] !== 1)
    throw malformed("uses another filter than LZMA2");
}

/** 7 bits a byte, the lowest first; the highest bit says that more follow. */
function readVli(bytes: Uint8Array, cursor: { at: number }): number {
  let value = 0;
  for (let n = 0; n < 7; n++) {
    const byte = bytes[cursor.at++];
    if (byte === undefined) throw malformed("is cut short");
    value += (byte & 0x7f) * 2 ** (7 * n);
    if (byte < 0x80) return value;
  }
  throw malformed("has a number that is too large");
}

function vli(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 0x80);
  return [...bytes, rest];
}

function paddedSize(size: number): number {
  return Math.ceil(size / 4) * 4;
}

function padded(bytes: Uint8Array): Uint8Array {
  const whole = new Uint8Array(paddedSize(bytes.length));
  whole.set(bytes);
  return whole;
}

function withCrc(bytes: Uint8Array): Uint8Array {
  return concatBytes(bytes, le32(getKernels().crc32(bytes)));
}

function checkCrc(bytes: Uint8Array, expected: number): void {
  if (getKernels().crc32(bytes) !== expected) throw malformed("is damaged");
}

function le32(value: number): Uint8Array {
  return Uint8Array.of(value, value >>> 8, value >>> 16, value >>> 24);
}

function readLe32(bytes: Uint8Array, at: number): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(at, true);
}

function malformed(what: string): DecompressionError {
  return new DecompressionError(`lzma stream ${what}`);
}
