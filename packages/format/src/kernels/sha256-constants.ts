/** Bytes of one block. */
export const SHA256_BLOCK_SIZE = 64;
/** Bytes of a digest. */
export const SHA256_SIZE = 32;

/** First 32 bits of the fractions of the cube roots of the first 64 primes. FIPS 180-4, 4.2.2. */
export function sha256RoundConstants(): Uint32Array {
  return Uint32Array.from(firstPrimes(64), (prime) => rootFraction(prime, 3n));
}

/** First 32 bits of the fractions of the square roots of the first 8 primes. FIPS 180-4, 5.3.3. */
export function sha256Initial(): Uint32Array {
  return Uint32Array.from(firstPrimes(8), (prime) => rootFraction(prime, 2n));
}

function firstPrimes(count: number): number[] {
  const found: number[] = [];
  for (let number = 2; found.length < count; number++) {
    if (found.every((prime) => number % prime !== 0)) found.push(number);
  }
  return found;
}

/** Floor of the `degree`-th root of `value` * 2^(32 * degree), without its whole part. Exact: no floating point. */
function rootFraction(value: number, degree: bigint): number {
  const target = BigInt(value) << (32n * degree);
  let low = 0n;
  let high = 1n << 40n;
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** degree <= target) low = middle;
    else high = middle;
  }
  return Number(low & 0xffff_ffffn);
}
