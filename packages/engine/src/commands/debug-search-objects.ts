import { Buffer } from "node:buffer";
import { concatBytes } from "@coffer/format/bytes";
import type { EngineContext } from "../context/index.ts";
import { dumpObjects } from "./debug-dump-objects.ts";
import type { RepositoryTarget } from "./repository-target.ts";

/** Bytes that are shown on either side of what was found. */
const CONTEXT = 32;

export interface SearchObjectsOptions extends RepositoryTarget {
  /** Not empty. */
  readonly wanted: Uint8Array;
}

/** A place where the wanted bytes are. */
export interface ObjectFinding {
  /** Position of the object in the log. */
  readonly index: number;
  readonly id: Uint8Array;
  /** The object before, in which the bytes begin; then there is no `count`. */
  readonly previousId?: Uint8Array;
  /** How often the bytes are in the object. */
  readonly count?: number;
  /** What is in front of the first occurrence and behind it. */
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/**
 * Looks for bytes in the plaintext of all objects, also across the border of two that follow each other in the log.
 *
 * @param visitor.found Called for each object (or border) that has the bytes.
 * @param visitor.searched Called after each object, with the number of objects so far.
 * @throws As `dumpObjects`.
 */
export async function searchObjects(
  options: SearchObjectsOptions,
  ctx: EngineContext,
  visitor: { found(finding: ObjectFinding): void; searched(count: number): void },
): Promise<void> {
  const wanted = Buffer.from(options.wanted);
  let index = 0;
  let previous: { readonly id: Uint8Array; readonly bytes: Buffer } | undefined;
  await dumpObjects(options, ctx, (id, plaintext) => {
    const bytes = Buffer.from(plaintext.buffer, plaintext.byteOffset, plaintext.byteLength);
    const across = previous && acrossBorder(previous.bytes, bytes, wanted);
    if (previous !== undefined && across !== undefined) {
      visitor.found({ index, id, previousId: previous.id, ...across });
    }
    const count = occurrences(bytes, wanted);
    if (count > 0) visitor.found({ index, id, count, ...surroundings(bytes, bytes.indexOf(wanted), wanted.length) });
    previous = { id, bytes: Buffer.from(bytes) };
    index += 1;
    visitor.searched(index);
  });
}

interface Surroundings {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** Negative positions count from the end, as Borg's do: near the beginning of an object it shows nothing in front. */
function surroundings(bytes: Buffer, offset: number, length: number): Surroundings {
  const end = offset + length;
  return { before: bytes.subarray(offset - CONTEXT, offset), after: bytes.subarray(end, end + CONTEXT) };
}

function acrossBorder(left: Buffer, right: Buffer, wanted: Buffer): Surroundings | undefined {
  const reach = wanted.length - 1;
  // Borg takes all of the left object where one byte is wanted, which it then shows twice.
  const border = Buffer.from(concatBytes(left.subarray(-reach), right.subarray(0, reach)));
  if (!border.includes(wanted)) return undefined;
  const wider = Buffer.from(concatBytes(left.subarray(-(reach + CONTEXT)), right.subarray(0, reach + CONTEXT)));
  return surroundings(wider, wider.indexOf(wanted), wanted.length);
}

function occurrences(bytes: Buffer, wanted: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(wanted); at >= 0; at = bytes.indexOf(wanted, at + wanted.length)) count += 1;
  return count;
}
