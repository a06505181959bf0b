export { formatTimestamp, parseTimestamp } from "../bytes/index.ts";

/** Largest time that Borg stores: two days before 32-bit seconds end, in nanoseconds. */
export const NS_MAX = 2_147_310_847_000_000_000n;

/** Clamps a time to what Borg stores: negative becomes 0, too late becomes {@link NS_MAX}. */
export function safeNs(ns: bigint): bigint {
  if (ns < 0n) return 0n;
  return ns > NS_MAX ? NS_MAX : ns;
}
