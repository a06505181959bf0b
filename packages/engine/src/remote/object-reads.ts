import { PUT_HEADER_SIZE } from "@coffer/format/segment";
import type { LocalRepository, ObjectRequest } from "../repository/index.ts";

/** Bytes of objects that are read together, unless a single one is larger. */
const BATCH_SIZE_MAX = 2 * 1024 * 1024;

/** What became of one reading. */
export type ReadOutcome = { readonly data: Uint8Array } | { readonly error: unknown };

/**
 * Reads objects that were asked for one after the other: neighbours in the log together, a few MiB at a time.
 *
 * @returns The outcomes in the order of `ids`, in pieces that are to be used up before the next one is made.
 */
export async function* readObjects(
  repository: LocalRepository,
  ids: readonly Uint8Array[],
): AsyncGenerator<ReadOutcome[], void> {
  const sizes = await sizesOf(repository, ids);
  let batch: ObjectRequest[] = [];
  let size = 0;
  for (const [at, id] of ids.entries()) {
    const csize = sizes[at];
    if (batch.length > 0 && size + (csize ?? 0) > BATCH_SIZE_MAX) {
      yield await readBatch(repository, batch);
      batch = [];
      size = 0;
    }
    batch.push(csize === undefined ? { id } : { id, csize });
    size += csize ?? 0;
  }
  if (batch.length > 0) yield await readBatch(repository, batch);
}

async function readBatch(repository: LocalRepository, batch: readonly ObjectRequest[]): Promise<ReadOutcome[]> {
  try {
    const entries = await repository.getEntries(batch);
    return entries.map((entry) => ({ data: (entry ?? new Uint8Array()).subarray(PUT_HEADER_SIZE) }));
  } catch (error) {
    // Only who asked for what is missing or damaged is to hear of it.
    return batch.length === 1 ? [{ error }] : readSingly(repository, batch);
  }
}

async function readSingly(repository: LocalRepository, batch: readonly ObjectRequest[]): Promise<ReadOutcome[]> {
  const outcomes: ReadOutcome[] = [];
  for (const request of batch) outcomes.push(...(await readBatch(repository, [request])));
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
