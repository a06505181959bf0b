/** Numbers of at least 0 and less than 1 that look random and are the same for the same seed. */
export type Random = () => number;

/** @param seed An integer; only its lower 32 bits count. */
export function seededRandom(seed: number): Random {
  let state = seed | 0;
  // Mulberry32: one addition and two rounds of mixing
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
