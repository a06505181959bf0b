import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { FileIntegrityError, IntegrityError } from "@coffer/format/errors";
import { allocateImage } from "@coffer/format/hashindex";
import {
  digestHashIndex,
  FINAL_PART,
  formatIntegrityText,
  INTEGRITY_ALGORITHM,
  IntegrityDigest,
  parseIntegrityText,
} from "@coffer/format/segment";

/** Bytes read or written at once. */
const PIECE_SIZE = 1 << 20;

/** Digests that a file must have, or `undefined` where nothing can be verified (none noted, or another algorithm). */
function expectedDigests(path: string, integrity: string | undefined): Readonly<Record<string, string>> | undefined {
  if (integrity === undefined) return undefined;
  try {
    const { algorithm, digests } = parseIntegrityText(integrity);
    return algorithm === INTEGRITY_ALGORITHM ? digests : undefined;
  } catch (error) {
    if (error instanceof IntegrityError) throw new FileIntegrityError(path);
    throw error;
  }
}

/**
 * Reads a hash index file as an image that an index can adopt.
 *
 * @param fileName Name that is part of the digest: that of the finished file.
 * @param integrity Text noted when the file was written; without one nothing is verified.
 * @throws {FileIntegrityError} If the bytes are not those that were written.
 */
export async function readIndexFile(
  path: string,
  fileName: string,
  integrity: string | undefined,
): Promise<Uint8Array> {
  const expected = expectedDigests(path, integrity);
  const file = await open(path, "r");
  let image: Uint8Array;
  try {
    image = allocateImage((await file.stat()).size);
    let end = 0;
    while (end < image.length) {
      const { bytesRead } = await file.read(image, end, image.length - end, end);
      if (bytesRead === 0) throw new FileIntegrityError(path);
      end += bytesRead;
    }
  } finally {
    await file.close();
  }
  if (expected !== undefined) {
    const actual: Readonly<Record<string, string>> = digestHashIndex(fileName, image);
    // Nothing secret here: an accident is what the digest is for.
    for (const part of Object.keys(actual)) if (expected[part] !== actual[part]) throw new FileIntegrityError(path);
  }
  return image;
}

/** Writes a hash index file; its content is durable on return. @returns Its integrity text. */
export async function writeIndexFile(path: string, fileName: string, image: Uint8Array): Promise<string> {
  const file = await open(path, "w");
  try {
    await file.writeFile(image);
    await file.sync();
  } finally {
    await file.close();
  }
  return formatIntegrityText(digestHashIndex(fileName, image));
}

/**
 * Reads a file piece by piece; verifies it once all is read.
 *
 * @throws {FileIntegrityError} After the last piece: what `take` made of the pieces must not be used then.
 */
export async function readCheckedFile(
  path: string,
  fileName: string,
  integrity: string | undefined,
  take: (piece: Uint8Array) => void,
): Promise<void> {
  const expected = expectedDigests(path, integrity);
  const digest = new IntegrityDigest(fileName);
  const file = await open(path, "r");
  try {
    const piece = new Uint8Array(PIECE_SIZE);
    for (;;) {
      const { bytesRead } = await file.read(piece, 0, piece.length, null);
      if (bytesRead === 0) break;
      const bytes = piece.subarray(0, bytesRead);
      digest.update(bytes);
      take(bytes);
    }
  } finally {
    await file.close();
  }
  if (expected !== undefined && expected[FINAL_PART] !== digest.endPart(FINAL_PART)) throw new FileIntegrityError(path);
}

/**
 * Writes a file piece by piece; its content is durable on return.
 *
 * Pieces are written as they come, without waiting in memory: `produce` may reuse the buffer at once.
 * @returns The file's integrity text.
 */
export function writeCheckedFile(
  path: string,
  fileName: string,
  produce: (write: (piece: Uint8Array) => void) => void,
): string {
  const digest = new IntegrityDigest(fileName);
  const descriptor = openSync(path, "w");
  try {
    produce((piece) => {
      digest.update(piece);
      let written = 0;
      while (written < piece.length) written += writeSync(descriptor, piece, written);
    });
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return formatIntegrityText({ final: digest.endPart(FINAL_PART) });
}
