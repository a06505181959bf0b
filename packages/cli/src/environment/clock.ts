import { setTimeout as sleep } from "node:timers/promises";
import type { Clock } from "@coffer/engine/context";

/** The clocks of this machine. Two readings of the wall clock within a millisecond differ. */
export function systemClock(): Clock {
  let last = 0n;
  return {
    nowMicros: () => {
      const millis = BigInt(Date.now()) * 1000n;
      const now = millis + BigInt(Math.floor(performance.now() * 1000) % 1000);
      last = now > last || last - now > 1000n ? now : last + 1n;
      return last;
    },
    monotonicMs: () => performance.now(),
    sleep: async (ms, signal) => {
      try {
        await sleep(ms, undefined, signal === undefined ? {} : { signal });
      } catch (error) {
        signal?.throwIfAborted();
        throw error;
      }
    },
  };
}
