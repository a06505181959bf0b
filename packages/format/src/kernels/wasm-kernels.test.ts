import assert from "node:assert/strict";
import { createHash, randomFillSync } from "node:crypto";
import { describe, test } from "node:test";
import { AssertionError } from "../bytes/index.ts";
import { createSharedKernelMemory, type Kernels } from "./index.ts";
import { WasmKernels } from "./wasm-kernels.ts";

const MIB = 1024 * 1024;
const params = { minExp: 8, maxExp: 12, maskBits: 9, windowSize: 63 };
const table = new Uint32Array(256).map((_, i) => Math.imul(i + 1, 0x9e3779b1));

function own(): WasmKernels {
  return new WasmKernels(new WebAssembly.Memory({ initial: 4, maximum: 4096 }));
}

/** Everything that the kernels say about `data`. */
function portrait(kernels: Kernels, data: Uint8Array, target: Uint8Array): unknown {
  const size = kernels.lz4Compress(data, target);
  const block = target.slice(0, size);
  const again = new Uint8Array(data.length);
  assert.equal(kernels.lz4Decompress(block, again), data.length);
  assert.deepEqual(again, data.slice());
  return {
    block: createHash("sha256").update(block).digest("hex"),
    blake: Buffer.from(kernels.blake2b256([data])).toString("hex"),
    crc: kernels.crc32(data),
    cut: kernels.buzhashCut(data, true, params, table),
    zero: kernels.isZero(data),
  };
}

describe("views", () => {
  const data = new Uint8Array(300_000);
  randomFillSync(data, 0, 200_000);

  test("inside shared memory are used in place, others staged, with the same results", () => {
    const memory = createSharedKernelMemory(4 * MIB);
    const kernels = new WasmKernels(memory, { offset: 64, size: 2 * MIB });
    const inside = new Uint8Array(memory.buffer, 3 * MIB - 7, data.length);
    inside.set(data);
    const target = new Uint8Array(memory.buffer, 3 * MIB + 300_003, 400_000);
    const expected = portrait(own(), data, new Uint8Array(400_000));
    assert.deepEqual(portrait(kernels, inside, target), expected);
    assert.deepEqual(portrait(kernels, inside, new Uint8Array(400_000)), expected);
    assert.deepEqual(portrait(kernels, data, target), expected);
    assert.deepEqual(portrait(kernels, data, new Uint8Array(400_000)), expected);
  });

  test("two threads' instances over one memory do not touch each other's scratch", () => {
    const memory = createSharedKernelMemory(3 * MIB);
    const first = new WasmKernels(memory, { offset: 0, size: MIB });
    const before = new Uint8Array(memory.buffer, 0, MIB).slice();
    const second = new WasmKernels(memory, { offset: MIB, size: MIB });
    portrait(second, data.subarray(0, 100_000), new Uint8Array(200_000));
    assert.deepEqual(new Uint8Array(memory.buffer, 0, MIB).slice(), before);
    const outside = new Uint8Array(memory.buffer, 2 * MIB);
    assert.equal(first.isZero(outside), true);
  });

  test("too large for the scratch are refused", () => {
    const memory = createSharedKernelMemory(MIB);
    const kernels = new WasmKernels(memory, { offset: 0, size: MIB / 2 });
    assert.throws(() => kernels.lz4Compress(new Uint8Array(MIB), new Uint8Array(MIB)), RangeError);
  });

  test("own memory grows for 20 MiB", () => {
    const kernels = own();
    const large = new Uint8Array(20 * MIB);
    const target = new Uint8Array(20 * MIB);
    const size = kernels.lz4Compress(large, target);
    assert(size > 0);
    assert.equal(kernels.lz4Decompress(target.subarray(0, size), large.fill(1)), large.length);
    assert.equal(kernels.isZero(large), true);
  });
});

test("isZero() sees a single byte anywhere", () => {
  const kernels = own();
  for (const length of [0, 1, 15, 16, 63, 64, 65, 1000, 70_000]) {
    const data = new Uint8Array(length);
    assert.equal(kernels.isZero(data), true);
    for (const at of [0, 1, length >> 1, length - 1]) {
      if (at >= length || at < 0) continue;
      data[at] = 1;
      assert.equal(kernels.isZero(data), false, `${at} of ${length}`);
      data[at] = 0;
    }
  }
});

test("buzhashCut() asserts that a piece is whole", () => {
  assert.throws(() => own().buzhashCut(new Uint8Array(4095), false, params, table), AssertionError);
});

test("the result of blake2b256() belongs to the caller", () => {
  const kernels = new WasmKernels(createSharedKernelMemory(MIB), { offset: 0, size: MIB });
  const one = kernels.blake2b256([new Uint8Array(1)]);
  const copy = one.slice();
  kernels.blake2b256([new Uint8Array(2)]);
  assert.deepEqual(one, copy);
  assert(one.buffer instanceof ArrayBuffer);
});

test("copy() copies within kernel memory and to and from other memory", () => {
  const memory = createSharedKernelMemory(4 * MIB);
  const kernels = new WasmKernels(memory, { offset: 0, size: 2 * MIB });
  const inside = new Uint8Array(memory.buffer, 3 * MIB, 64);
  const foreign = Uint8Array.from({ length: 20 }, (_, index) => index + 1);
  kernels.copy(foreign, inside);
  kernels.copy(inside.subarray(0, 20), inside.subarray(5));
  const back = new Uint8Array(64);
  kernels.copy(inside.subarray(0, 25), back);
  assert.deepEqual([...back.subarray(0, 5)], [1, 2, 3, 4, 5]);
  assert.deepEqual(back.slice(5, 25), foreign);
  assert.throws(() => kernels.copy(foreign, back.subarray(50)));
});
