import assert from "node:assert/strict";
import { randomBytes, randomInt } from "node:crypto";
import { test } from "node:test";
import { IntegrityError } from "@coffer/format/errors";
import type { Session } from "../../session/index.ts";
import type { FetchedBatch, FetchStage, WantedChunk } from "../contents/index.ts";
import { startPipelinePool } from "../jobs/index.ts";
import { ChunkReader } from "./chunk-reader.ts";
import { OpenFile } from "./open-file.ts";

const KIB = 1024;

/** A file in chunks, in a store that takes its time, with memory for few of them. */
class World {
  readonly content: Buffer;
  readonly chunks: WantedChunk[] = [];
  readonly reader: ChunkReader;
  fetches = 0;
  readonly broken = new Set<number>();
  readonly #plain: Buffer[] = [];

  constructor(sizes: readonly number[], memory: number, countMax: number) {
    this.content = randomBytes(sizes.reduce((sum, size) => sum + size, 0));
    let at = 0;
    for (const [index, size] of sizes.entries()) {
      const id = new Uint8Array(32);
      id[0] = index;
      this.chunks.push({ id, size, csize: size });
      this.#plain.push(this.content.subarray(at, at + size));
      at += size;
    }
    const pool = startPipelinePool(0, undefined, { input: 0, output: memory, spare: 0 });
    const stage: Pick<FetchStage, "fetch"> = {
      fetch: async ([chunk]) => {
        const region = await pool.output.allocate(chunk?.size ?? 0);
        return this.#fetched(chunk?.id[0] ?? 0, pool.output.view(region.offset, chunk?.size ?? 0), () =>
          pool.output.free(region),
        );
      },
    };
    const session = { readObject: async (id: Uint8Array) => await Promise.resolve(this.#plain[id[0] ?? 0]) };
    this.reader = new ChunkReader(session as unknown as Session, stage as FetchStage, pool, countMax);
  }

  #fetched(index: number, place: Uint8Array, release: () => void): FetchedBatch {
    this.fetches += 1;
    const bytes = this.#plain[index] ?? Buffer.alloc(0);
    const chunks = (async () => {
      await new Promise((resolve) => setTimeout(resolve, randomInt(3)));
      if (this.broken.has(index)) return [new IntegrityError("damaged")];
      place.set(bytes);
      return [place.subarray(0, bytes.length)];
    })();
    return {
      chunks,
      storedAs: () => undefined,
      retain: () => assert.fail("nobody shares it"),
      release: () => {
        // whoever looks at it later must not find the chunk
        place.fill(0);
        release();
      },
    };
  }

  open(ahead: number): OpenFile {
    return new OpenFile(this.reader, this.chunks, ahead);
  }
}

async function read(file: OpenFile, offset: number, size: number): Promise<Buffer> {
  let bytes: Buffer | undefined;
  await file.read(offset, size, (pieces) => {
    bytes = Buffer.concat(pieces);
  });
  return bytes ?? assert.fail("nothing was sent");
}

test(
  "OpenFile gives the bytes of any range to many readers, with memory for few chunks",
  { timeout: 60_000 },
  async () => {
    const sizes = [100, 64 * KIB, 0, 40 * KIB, 33 * KIB, 1, 200 * KIB, 90 * KIB, 64 * KIB, 5000];
    const world = new World(sizes, 320 * KIB, 4);
    const total = world.content.length;
    const reader = async (): Promise<void> => {
      const file = world.open(3);
      for (let round = 0; round < 60; round++) {
        const offset = randomInt(total + 10);
        const size = 1 + randomInt(300 * KIB);
        assert.deepEqual(await read(file, offset, size), world.content.subarray(offset, offset + size));
      }
      for (let offset = 0; offset < total; offset += 16 * KIB) {
        assert.deepEqual(await read(file, offset, 16 * KIB), world.content.subarray(offset, offset + 16 * KIB));
      }
    };
    await Promise.all(Array.from({ length: 6 }, reader));
  },
);

test("OpenFile fetches each chunk once, ahead of a reader that goes from front to back", async () => {
  const sizes = Array.from({ length: 12 }, () => 40 * KIB);
  const world = new World(sizes, 1024 * KIB, 12);
  const file = world.open(2);
  await read(file, 0, 1);
  assert.equal(world.fetches, 3);
  for (let offset = 0; offset < world.content.length; offset += 8 * KIB) await read(file, offset, 8 * KIB);
  assert.equal(world.fetches, 12);
});

test("OpenFile fails for a damaged chunk, each time, and only there", async () => {
  const world = new World([40 * KIB, 40 * KIB, 40 * KIB], 1024 * KIB, 4);
  world.broken.add(1);
  const file = world.open(1);
  for (let round = 0; round < 2; round++) {
    assert.equal((await read(file, 0, 100)).length, 100);
    await assert.rejects(read(file, 40 * KIB + 5, 10), IntegrityError);
    await assert.rejects(read(file, 39 * KIB, 2 * KIB), IntegrityError);
    assert.deepEqual(await read(file, 80 * KIB, 99), world.content.subarray(80 * KIB, 80 * KIB + 99));
  }
});

test("OpenFile fails where a chunk has another size than its file says", async () => {
  const world = new World([40 * KIB], 1024 * KIB, 4);
  const wrong = world.chunks.map((chunk) => ({ ...chunk, size: chunk.size + 1 }));
  await assert.rejects(read(new OpenFile(world.reader, wrong, 0), 0, 10), IntegrityError);
  assert.equal((await read(world.open(0), 0, 10)).length, 10);
});
