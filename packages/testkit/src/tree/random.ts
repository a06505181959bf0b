/** Numbers that look random and depend on the seed alone (splitmix32). */
export class SeededRandom {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 to 2^32 - 1. */
  next(): number {
    this.#state = (this.#state + 0x9e3779b9) >>> 0;
    let z = this.#state;
    z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
    z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
    return (z ^ (z >>> 15)) >>> 0;
  }

  /** 0 to `bound` - 1. */
  below(bound: number): number {
    return Math.floor((this.next() / 0x100000000) * bound);
  }

  pick<T>(values: readonly [T, ...T[]]): T {
    return values[this.below(values.length)] ?? values[0];
  }

  bytes(length: number): Buffer {
    const words = new Uint32Array(Math.ceil(length / 4));
    for (let i = 0; i < words.length; i++) words[i] = this.next();
    return Buffer.from(words.buffer, 0, length);
  }

  /** Text of a small vocabulary: compresses like prose. */
  text(length: number): Buffer {
    const target = Buffer.alloc(length);
    for (let at = 0; at < length;) {
      const word = this.pick(WORDS);
      at += target.write(`${word} `, at, "latin1");
    }
    return target;
  }
}

const WORDS: readonly [string, ...string[]] = [
  "a",
  "backup",
  "is",
  "only",
  "as",
  "good",
  "as",
  "its",
  "restore;",
  "every",
  "night",
  "the",
  "administrator",
  "sleeps",
  "when",
  "chunks",
  "of",
  "yesterday\n",
];
