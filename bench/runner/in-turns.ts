/**
 * Each of them once a turn. Who goes first changes, so that nobody always meets a warmer machine.
 */
export function inTurns<T>(all: readonly T[], turns: number): { of: T; turn: number }[] {
  return Array.from({ length: turns }, (_, turn) => {
    const first = all.length === 0 ? 0 : turn % all.length;
    return [...all.slice(first), ...all.slice(0, first)].map((one) => ({ of: one, turn }));
  }).flat();
}
