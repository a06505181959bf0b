import assert from "node:assert/strict";
import { createHash, createHmac } from "node:crypto";
import { test } from "node:test";
import fc from "fast-check";
import { sha256Initial, sha256RoundConstants } from "./sha256-constants.ts";
import { WasmKernels } from "./wasm-kernels.ts";

const kernels = new WasmKernels(new WebAssembly.Memory({ initial: 4, maximum: 64 }));

test("sha256 constants are those of the standard", () => {
  assert.equal(sha256Initial()[0], 0x6a09e667);
  assert.equal(sha256Initial()[7], 0x5be0cd19);
  assert.equal(sha256RoundConstants()[0], 0x428a2f98);
  assert.equal(sha256RoundConstants()[63], 0xc67178f2);
});

test("hmacSha256() agrees with the platform for any key and message", () => {
  const bytes = (maxLength: number) => fc.uint8Array({ maxLength });
  fc.assert(
    fc.property(bytes(64), bytes(400), (key, message) => {
      const expected = createHmac("sha256", key).update(message).digest("hex");
      const states = kernels.prepareHmacSha256(key);
      assert.equal(Buffer.from(kernels.hmacSha256(states, message)).toString("hex"), expected);
    }),
  );
});

test("hmacSha256() agrees with the platform around the ends of blocks", () => {
  const key = createHash("sha256").update("key").digest();
  const states = kernels.prepareHmacSha256(key);
  for (let length = 0; length <= 260; length++) {
    const message = new Uint8Array(length).fill(length);
    const expected = createHmac("sha256", key).update(message).digest("hex");
    assert.equal(Buffer.from(kernels.hmacSha256(states, message)).toString("hex"), expected, `${length} bytes`);
  }
});
