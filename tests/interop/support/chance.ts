import { seededRandom } from "@coffer/runner/system";

/** Repeatable randomness for tests; the seed is printed by {@link seedFromEnvironment}. */
export class Chance {
  /** A number of `[0, 1)`. */
  readonly next: () => number;

  constructor(seed: number) {
    this.next = seededRandom(seed);
  }

  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  pick<T>(values: readonly T[]): T {
    const value = values[this.below(values.length)];
    if (value === undefined) throw new RangeError("nothing to pick from");
    return value;
  }

  /** Incompressible bytes, repeatable. */
  bytes(length: number): Buffer {
    const words = new Uint32Array(Math.ceil(length / 4));
    for (let index = 0; index < words.length; index += 1) words[index] = this.next() * 2 ** 32;
    return Buffer.from(words.buffer, 0, length);
  }
}

/** `COFFER_SEED`, or a new one; printed, so that a failure can be run again. */
export function seedFromEnvironment(name: string): number {
  const given = process.env["COFFER_SEED"];
  const seed = given === undefined ? Math.floor(Math.random() * 2 ** 31) : Number(given);
  console.error(`# ${name}: seed ${seed} (COFFER_SEED=${seed} repeats it)`);
  return seed;
}
