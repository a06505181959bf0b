import assert from "node:assert/strict";
import { test } from "node:test";
import type { FetchedBatch, FetchStage, WantedChunk } from "./fetch-stage.ts";
import { FETCH_BATCH_BYTES, FETCH_BATCH_CHUNKS_MAX, FETCH_BATCHES_AHEAD_MAX } from "./limits.ts";
import { streamContents } from "./stream-contents.ts";
import type { ContentEntry } from "./stream-contents.ts";

const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** A stage that hands out nothing before it is let. */
class HeldStage {
  asked = 0;
  letGo!: () => void;
  readonly #allowed = new Promise<void>((resolve) => (this.letGo = resolve));

  fetch(wanted: readonly WantedChunk[]): Promise<FetchedBatch> {
    this.asked += wanted.length;
    const chunks = this.#allowed.then(() => wanted.map(() => new Uint8Array(0)));
    return Promise.resolve({ chunks, storedAs: () => undefined, retain: () => undefined, release: () => undefined });
  }
}

/** Streams files of one chunk each. @returns How many chunks were asked for before the first came, and how many came. */
async function stream(count: number, size: number): Promise<{ ahead: number; given: number }> {
  const stage = new HeldStage();
  const entry: ContentEntry = { chunks: [{ id: new Uint8Array(32), size, csize: size }] };
  let given = 0;
  const streaming = streamContents(stage as unknown as FetchStage, [Array.from({ length: count }, () => entry)], {
    begin: () => undefined,
    data: () => void (given += 1),
    damaged: () => assert.fail("nothing is damaged"),
    end: () => undefined,
  });
  await settled();
  const ahead = stage.asked;
  stage.letGo();
  await streaming;
  return { ahead, given };
}

test("streamContents() fetches small files far ahead", async () => {
  const { ahead, given } = await stream(20_000, 1024);
  assert.ok(ahead >= 4000 && ahead < 5000, `${ahead} chunks`);
  assert.equal(given, 20_000);
});

test("streamContents() bounds the bytes that wait, whatever they come in", async () => {
  for (const size of [FETCH_BATCH_BYTES, FETCH_BATCH_BYTES / 2, FETCH_BATCH_BYTES / FETCH_BATCH_CHUNKS_MAX]) {
    const { ahead, given } = await stream(2000, size);
    // One is being used, one is about to be put behind the others.
    assert.ok(ahead * size <= (FETCH_BATCHES_AHEAD_MAX + 2) * FETCH_BATCH_BYTES, `${ahead} chunks of ${size} bytes`);
    assert.equal(given, 2000);
  }
});
