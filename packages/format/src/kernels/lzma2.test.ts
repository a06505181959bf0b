import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { lzma2Compress, lzma2DecompressInto } from "./index.ts";

class Malformed extends Error {}

/** Reads bits whose probabilities (of 2048, of a 0) move with them. */
class RangeDecoder {
  #range = 0xffff_ffff;
  #code: number;
  readonly #bytes: Uint8Array;
  #at = 5;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#code = new DataView(bytes.buffer, bytes.byteOffset).getUint32(1);
  }

  get isWithin(): boolean {
    return this.#at <= this.#bytes.length;
  }

  #normalize(): void {
    if (this.#range >= 2 ** 24) return;
    this.#range = (this.#range << 8) >>> 0;
    this.#code = ((this.#code << 8) | (this.#bytes[this.#at++] ?? 0)) >>> 0;
  }

  end(): void {
    this.#normalize();
  }

  bit(model: number[], index: number): number {
    this.#normalize();
    const p = model[index] ?? 1024;
    const bound = (this.#range >>> 11) * p;
    if (this.#code < bound) {
      this.#range = bound;
      model[index] = p + ((2048 - p) >> 5);
      return 0;
    }
    this.#range -= bound;
    this.#code -= bound;
    model[index] = p - (p >> 5);
    return 1;
  }

  tree(model: number[], bits: number): number {
    let node = 1;
    while (node < 2 ** bits) node = 2 * node + this.bit(model, node);
    return node - 2 ** bits;
  }

  reverseTree(model: number[], bits: number): number {
    let node = 1;
    let symbol = 0;
    for (let n = 0; n < bits; n++) {
      const bit = this.bit(model, node);
      node = 2 * node + bit;
      symbol += bit * 2 ** n;
    }
    return symbol;
  }

  direct(bits: number): number {
    let symbol = 0;
    for (let n = 0; n < bits; n++) {
      this.#normalize();
      this.#range >>>= 1;
      const bit = this.#code >= this.#range ? 1 : 0;
      this.#code -= bit * this.#range;
      symbol = 2 * symbol + bit;
    }
    return symbol;
  }
}

/** Models by name; a new one is all evens. */
class Models {
  readonly #models = new Map<string, number[]>();

  get(name: string): number[] {
    let model = this.#models.get(name);
    if (!model) this.#models.set(name, (model = []));
    return model;
  }
}

interface State {
  models: Models;
  state: number;
  reps: number[];
  lc: number;
  lp: number;
  pb: number;
}

function decodeLength(range: RangeDecoder, models: Models, kind: string, place: number): number {
  const choice = models.get(`${kind} choice`);
  if (range.bit(choice, 0) === 0) return 2 + range.tree(models.get(`${kind} low ${place}`), 3);
  if (range.bit(choice, 1) === 0) return 10 + range.tree(models.get(`${kind} mid ${place}`), 3);
  return 18 + range.tree(models.get(`${kind} high`), 8);
}

function decodeDistance(range: RangeDecoder, models: Models, length: number): number {
  const slot = range.tree(models.get(`slot ${Math.min(length - 2, 3)}`), 6);
  if (slot < 4) return slot;
  const bits = (slot >> 1) - 1;
  const base = (2 + (slot & 1)) * 2 ** bits;
  if (slot < 14) return base + range.reverseTree(models.get(`special ${slot}`), bits);
  return base + range.direct(bits - 4) * 16 + range.reverseTree(models.get("align"), 4);
}

function decodeLiteral(range: RangeDecoder, { models, state, reps, lc, lp }: State, out: number[]): number {
  const context = ((out.length & (2 ** lp - 1)) << lc) + ((out.at(-1) ?? 0) >> (8 - lc));
  const plain = models.get(`literal ${context}`);
  if (state < 7) return range.tree(plain, 8);
  const predicted = out[out.length - reps[0]! - 1] ?? 0;
  let node = 1;
  for (let n = 7; n >= 0; n--) {
    const expected = (predicted >> n) & 1;
    const bit = range.bit(models.get(`literal ${context} expecting ${expected}`), node);
    node = 2 * node + bit;
    if (bit !== expected) break;
  }
  while (node < 256) node = 2 * node + range.bit(plain, node);
  return node - 256;
}

/** Which of the last distances comes again; -1: the last one, for a single byte. */
function decodeRep(range: RangeDecoder, { models, state }: State, place: number): number {
  if (range.bit(models.get("is rep0"), state) === 0) return range.bit(models.get(`rep0 long ${state}`), place) - 1;
  if (range.bit(models.get("is rep1"), state) === 0) return 1;
  return 2 + range.bit(models.get("is rep2"), state);
}

function decodeChunk(bytes: Uint8Array, s: State, out: number[], start: number, end: number): void {
  const range = new RangeDecoder(bytes);
  const { models, reps } = s;
  while (out.length < end) {
    if (!range.isWithin) throw new Malformed();
    const place = (out.length - start) & (2 ** s.pb - 1);
    if (range.bit(models.get(`is match ${s.state}`), place) === 0) {
      out.push(decodeLiteral(range, s, out));
      s.state = s.state < 4 ? 0 : s.state < 10 ? s.state - 3 : s.state - 6;
      continue;
    }
    const after = (early: number, late: number): number => (s.state < 7 ? early : late);
    let length: number;
    if (range.bit(models.get("is rep"), s.state) === 0) {
      length = decodeLength(range, models, "match", place);
      reps.unshift(decodeDistance(range, models, length));
      reps.pop();
      s.state = after(7, 10);
    } else {
      const rep = decodeRep(range, s, place);
      reps.unshift(...reps.splice(Math.max(rep, 0), 1));
      length = rep < 0 ? 1 : decodeLength(range, models, "rep", place);
      s.state = rep < 0 ? after(9, 11) : after(8, 11);
    }
    const distance = reps[0]! + 1;
    if (distance > out.length - start || length > end - out.length) throw new Malformed();
    for (let n = 0; n < length; n++) out.push(out[out.length - distance]!);
  }
  range.end();
  if (!range.isWithin) throw new Malformed();
}

/** The readable twin of the decoder. */
function decode(source: Uint8Array, sizeMax: number): { read: number; content: number[] } | undefined {
  const out: number[] = [];
  let at = 0;
  let start = -1;
  let s: Partial<State> = {};
  const byte = (): number => source[at++] ?? fail();
  const be16 = (): number => byte() * 256 + byte() + 1;
  const fail = (): never => {
    throw new Malformed();
  };
  try {
    for (;;) {
      const control = byte();
      if (control === 0) return { read: at, content: out };
      if (control === 1 || control >= 0xe0) {
        start = out.length;
        s = {};
      } else if (start < 0) fail();
      if (control < 0x80) {
        if (control > 2) fail();
        const size = be16();
        if (at + size > source.length || out.length + size > sizeMax) fail();
        out.push(...source.subarray(at, (at += size)));
        continue;
      }
      const size = (control & 31) * 65536 + be16();
      const packed = be16();
      const reset = (control >> 5) & 3;
      if (reset >= 2) {
        const properties = byte();
        s.lc = properties % 9;
        s.lp = Math.floor(properties / 9) % 5;
        s.pb = Math.floor(properties / 45);
        if (properties >= 225 || s.lc + s.lp > 4) fail();
      }
      if (reset >= 1) s = { ...s, models: new Models(), state: 0, reps: [0, 0, 0, 0] };
      if (!s.models || s.lc === undefined) fail();
      if (packed < 5 || at + packed > source.length || out.length + size > sizeMax) fail();
      decodeChunk(source.subarray(at, at + packed), s as State, out, start, out.length + size);
      at += packed;
    }
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

function assertAgreement(source: Uint8Array, sizeMax: number): void {
  const expected = decode(source, sizeMax);
  const target = new Uint8Array(sizeMax);
  const counts = lzma2DecompressInto(source, target);
  assert.deepEqual(counts, expected && { read: expected.read, written: expected.content.length });
  if (expected) assert.deepEqual([...target.subarray(0, expected.content.length)], expected.content);
}

const words = fc
  .tuple(
    fc.array(fc.uint8Array({ minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 6 }),
    fc.array(fc.nat(5), { maxLength: 120 }),
  )
  .map(([words, order]) => Uint8Array.from(order.flatMap((n) => [...(words[n % words.length] ?? [])])));

test("lzma2DecompressInto() agrees with its twin on what lzma2Compress() writes", () => {
  fc.assert(
    fc.property(words, fc.nat(9), (data, level) => {
      const chunks = lzma2Compress(data, level);
      assert.deepEqual(decode(chunks, data.length)?.content, [...data]);
      assertAgreement(chunks, data.length);
    }),
    { numRuns: 100 },
  );
});

test("lzma2DecompressInto() agrees with its twin on damaged chunks", () => {
  fc.assert(
    fc.property(
      words,
      fc.nat(9),
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 }),
      (data, level, changes) => {
        const chunks = lzma2Compress(data, level);
        for (const [at, byte] of changes) chunks[at % chunks.length] = byte;
        assertAgreement(chunks, 4000);
      },
    ),
    { numRuns: 300 },
  );
});
