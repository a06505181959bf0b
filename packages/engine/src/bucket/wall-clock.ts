import type { EngineContext } from "../context/index.ts";

/** Milliseconds since 1970 by the clock of this machine, which goes on while the machine sleeps. */
export function wallMs(clock: Pick<EngineContext["clock"], "nowMicros">): number {
  return Number(clock.nowMicros() / 1000n);
}
