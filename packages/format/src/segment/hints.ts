import { IntegrityError } from "../errors/index.ts";
import { concatBytes, MsgpackError, MsgpackReader, MsgpackWriter } from "../bytes/index.ts";
import { OBJECT_ID_SIZE } from "./entry.ts";
import { ShadowIndex } from "./shadow-index.ts";

export const HINTS_VERSION = 2;
/** Bytes that are written at a time, about. */
const PIECE_SIZE = 64 * 1024;

/**
 * What `hints.T` says about the segments of transaction T. Maps keep the order in which they were filled, which is the order
 * on disk.
 */
export interface Hints {
  readonly version: 1 | 2;
  /** Segment to the number of its PUTs that the index points to. */
  readonly segments: Map<number, number>;
  /** Segment to the bytes that a compaction would free in it. Version 1 lists segments only: every value is 0. */
  readonly compact: Map<number, number>;
  /** Bytes of all PUT entries in the log, live or not. */
  readonly storage_quota_use: number;
  /** Id to the segments that hold PUTs of it which are not current any more. */
  readonly shadow_index: ShadowIndex;
}

/** The file's bytes; always version 2. */
export function encodeHints(hints: Omit<Hints, "version">): Uint8Array {
  return concatBytes(...Array.from(hintsPieces(hints), (piece) => piece.slice()));
}

/** As {@link encodeHints}, piece by piece. A piece is good until the next one. */
export function* hintsPieces(hints: Omit<Hints, "version">): Generator<Uint8Array, void, void> {
  const writer = new MsgpackWriter(2 * PIECE_SIZE);
  writer.writeMapHeader(5);
  writer.writeText("version");
  writer.writeInt(HINTS_VERSION);
  writer.writeText("segments");
  writeNumbers(writer, hints.segments);
  writer.writeText("compact");
  writeNumbers(writer, hints.compact);
  writer.writeText("storage_quota_use");
  writer.writeInt(hints.storage_quota_use);
  writer.writeText("shadow_index");
  writer.writeMapHeader(hints.shadow_index.size);
  for (const [id, segments] of hints.shadow_index) {
    writer.writeRaw(id);
    writer.writeArrayHeader(segments.length);
    for (const segment of segments) writer.writeInt(segment);
    if (writer.length < PIECE_SIZE) continue;
    yield writer.view();
    writer.reset();
  }
  yield writer.view();
}

/**
 * Reads versions 1 and 2.
 *
 * @throws {IntegrityError} If the bytes are malformed or of another version.
 */
export function decodeHints(bytes: Uint8Array): Hints {
  try {
    return readHints(new MsgpackReader(bytes));
  } catch (error) {
    if (error instanceof MsgpackError) throw new IntegrityError(`Malformed hints: ${error.message}`, { cause: error });
    throw error;
  }
}

function readHints(reader: MsgpackReader): Hints {
  let version: number | undefined;
  let segments: Map<number, number> | undefined;
  let compact: Map<number, number> | undefined;
  let quotaUse = 0;
  let shadowIndex = new ShadowIndex();
  for (let left = reader.readMapHeader(); left > 0; left--) {
    const name = reader.readText();
    if (name === "version") version = reader.readNumber();
    else if (name === "segments") segments = readNumbers(reader);
    else if (name === "compact") compact = readCompact(reader);
    else if (name === "storage_quota_use") quotaUse = reader.readNumber();
    else if (name === "shadow_index") shadowIndex = readShadowIndex(reader);
    else reader.skip();
  }
  if (!reader.atEnd) throw new IntegrityError("Malformed hints: bytes after the map");
  if (version !== 1 && version !== HINTS_VERSION) throw new IntegrityError(`Unknown hints file version: ${version}`);
  if (segments === undefined || compact === undefined) throw new IntegrityError("Malformed hints: a map is missing");
  return { version, segments, compact, storage_quota_use: quotaUse, shadow_index: shadowIndex };
}

function readCompact(reader: MsgpackReader): Map<number, number> {
  if (reader.peek() !== "array") return readNumbers(reader);
  const compact = new Map<number, number>();
  for (let left = reader.readArrayHeader(); left > 0; left--) compact.set(readSegment(reader), 0);
  return compact;
}

function readNumbers(reader: MsgpackReader): Map<number, number> {
  const numbers = new Map<number, number>();
  for (let left = reader.readMapHeader(); left > 0; left--) numbers.set(readSegment(reader), reader.readNumber());
  return numbers;
}

function readShadowIndex(reader: MsgpackReader): ShadowIndex {
  const shadowIndex = new ShadowIndex();
  for (let left = reader.readMapHeader(); left > 0; left--) {
    const id = reader.readRaw();
    if (id.length !== OBJECT_ID_SIZE) throw new IntegrityError("Malformed hints: an id of a wrong length");
    const segments: number[] = [];
    for (let more = reader.readArrayHeader(); more > 0; more--) segments.push(readSegment(reader));
    shadowIndex.set(id, segments);
  }
  return shadowIndex;
}

function readSegment(reader: MsgpackReader): number {
  const segment = reader.readNumber();
  if (segment < 0 || segment > 0xffff_ffff) throw new IntegrityError(`Malformed hints: segment ${segment}`);
  return segment;
}

function writeNumbers(writer: MsgpackWriter, numbers: Map<number, number>): void {
  writer.writeMapHeader(numbers.size);
  for (const [key, value] of numbers) {
    writer.writeInt(key);
    writer.writeInt(value);
  }
}
