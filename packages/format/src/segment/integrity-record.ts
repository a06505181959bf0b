import { IntegrityError } from "../errors/index.ts";
import { bytesToText, MsgpackError, MsgpackReader, MsgpackWriter } from "../bytes/index.ts";
import { FINAL_PART } from "./integrity-digest.ts";
import type { IntegrityDigests } from "./integrity-digest.ts";

export const INTEGRITY_VERSION = 2;
export const INTEGRITY_ALGORITHM = "XXH64";

/** What `integrity.T` holds: for both other files the JSON text with their digests. */
export interface IntegrityRecord {
  /** Only version 2 is understood; the texts of another are not to be used. */
  readonly version: number | undefined;
  readonly hints: string | undefined;
  readonly index: string | undefined;
}

/** A digest text, read. */
export interface IntegrityText {
  readonly algorithm: string;
  readonly digests: IntegrityDigests;
}

export function encodeIntegrityRecord(record: { hints: string; index: string }): Uint8Array<ArrayBuffer> {
  const writer = new MsgpackWriter();
  writer.writeMapHeader(3);
  writer.writeText("version");
  writer.writeInt(INTEGRITY_VERSION);
  writer.writeText("hints");
  writer.writeText(record.hints);
  writer.writeText("index");
  writer.writeText(record.index);
  return writer.toBytes();
}

/** @throws {IntegrityError} If the bytes are malformed. */
export function decodeIntegrityRecord(bytes: Uint8Array): IntegrityRecord {
  try {
    return readRecord(new MsgpackReader(bytes));
  } catch (error) {
    if (!(error instanceof MsgpackError)) throw error;
    throw new IntegrityError(`Malformed integrity data: ${error.message}`, { cause: error });
  }
}

function readRecord(reader: MsgpackReader): IntegrityRecord {
  const record: { version: number | undefined; hints: string | undefined; index: string | undefined } = {
    version: undefined,
    hints: undefined,
    index: undefined,
  };
  for (let left = reader.readMapHeader(); left > 0; left--) {
    const name = reader.readText();
    if (name === "version") record.version = reader.readNumber();
    else if (name === "hints" || name === "index") record[name] = bytesToText(reader.readRaw());
    else reader.skip();
  }
  if (!reader.atEnd) throw new IntegrityError("Malformed integrity data: bytes after the map");
  return record;
}

/** The JSON text of `digests`, byte for byte as Borg writes it; also the content of the cache's `*.integrity` files. */
export function formatIntegrityText(digests: IntegrityDigests): string {
  const parts = Object.entries(digests).map(([part, digest]) => `"${part}": "${digest}"`);
  return `{"algorithm": "${INTEGRITY_ALGORITHM}", "digests": {${parts.join(", ")}}}`;
}

/**
 * Reads a digest text. The algorithm is not judged: where it is not {@link INTEGRITY_ALGORITHM}, nothing can be verified.
 *
 * @throws {IntegrityError} If the text is malformed or has no digest of the whole.
 */
export function parseIntegrityText(text: string): IntegrityText {
  const value = parseJson(text);
  if (!isRecord(value) || typeof value["algorithm"] !== "string" || !isRecord(value["digests"])) {
    throw new IntegrityError("Malformed integrity data");
  }
  const digests = value["digests"];
  const isComplete = typeof digests[FINAL_PART] === "string";
  if (!isComplete || !Object.values(digests).every((digest) => typeof digest === "string")) {
    throw new IntegrityError("Malformed integrity data: no final digest");
  }
  return { algorithm: value["algorithm"], digests: digests as unknown as IntegrityDigests };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new IntegrityError("Malformed integrity data: no JSON", { cause: error });
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
