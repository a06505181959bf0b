import { PUT_HEADER_SIZE } from "@coffer/format/segment";
import type { LocalRepository, ObjectRequest } from "../repository/index.ts";
import type { ReadMemory } from "./read-memory.ts";

/** Bytes of objects that are read together, unless a single one is larger. */
const BATCH_SIZE_MAX = 2 * 1024 * 1024;

/** What became of one reading. */
export type ReadOutcome = { readonly data: Uint8Array } | { readonly error: unknown };

/**
 * Reads objects that were asked for one after the other: neighbours in the log together, a few MiB at a time.
 *
 * @param memory Where they are read to; turned before each piece.
 * @returns The outcomes in the order of `ids`, in pieces. A piece may be in use while the next one is made, but no longer.
 */
export async function* readObjects(
  repository: LocalRepository,
  ids: readonly Uint8Array[],
  memory: ReadMemory,
): AsyncGenerator<ReadOutcome[], void> {
  const sizes = await sizesOf(repository, ids);
  let batch: ObjectRequest[] = [];
  let size = 0;
  for (const [at, id] of ids.entries()) {
    const csize = sizes[at];
    if (batch.length > 0 && size + (csize ?? 0) > BATCH_SIZE_MAX) {
      yield await nextBatch(repository, batch, memory);
      batch = [];
      size = 0;
    }
    batch.push(csize === undefined ? { id } : { id, csize });
    size += csize ?? 0;
  }
  if (batch.length > 0) yield await nextBatch(repository, batch, memory);
}

function nextBatch(
  repository: LocalRepository,
  batch: readonly ObjectRequest[],
  memory: ReadMemory,
): Promise<ReadOutcome[]> {
  memory.turn();
  return readBatch(repository, batch, memory);
}

async function readBatch(
  repository: LocalRepository,
  batch: readonly ObjectRequest[],
  memory: ReadMemory,
): Promise<ReadOutcome[]> {
  try {
    const entries = await repository.getEntries(batch, { allocate: (size) => memory.take(size) });
    return entries.map((entry) => ({ data: (entry ?? new Uint8Array()).subarray(PUT_HEADER_SIZE) }));
  } catch (error) {
    // Only who asked for what is missing or damaged is to hear of it.
    return batch.length === 1 ? [{ error }] : readSingly(repository, batch, memory);
  }
}

async function readSingly(
  repository: LocalRepository,
  batch: readonly ObjectRequest[],
  memory: ReadMemory,
): Promise<ReadOutcome[]> {
  const outcomes: ReadOutcome[] = [];
  for (const request of batch) outcomes.push(...(await readBatch(repository, [request], memory)));
  return outcomes;
}

async function sizesOf(repository: LocalRepository, ids: readonly Uint8Array[]): Promise<(number | undefined)[]> {
  try {
    return await repository.objectSizes(ids);
  } catch {
    // The reading fails likewise, and tells.
    return [];
  }
}
