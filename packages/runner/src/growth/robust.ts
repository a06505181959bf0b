/** Makes the median absolute deviation comparable with a standard deviation. */
const MAD_SCALE = 1.4826;

/** @returns NaN of nothing. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? NaN) + (sorted[Math.floor(middle)] ?? NaN)) / 2;
}

/** How far a value lies above the median of others, in deviations of which none is smaller than `least`. */
export function robustScore(value: number, others: readonly number[], least: number): number {
  const middle = median(others);
  const deviation = MAD_SCALE * median(others.map((other) => Math.abs(other - middle)));
  return (value - middle) / Math.max(deviation, least);
}

/** A line through points that a few wild ones cannot move (Theil and Sen); undefined unless two lie apart. */
export function robustSlope(points: readonly (readonly [x: number, y: number])[]): number | undefined {
  const slopes = points.flatMap(([x, y], index) =>
    points.slice(index + 1).flatMap(([otherX, otherY]) => (otherX === x ? [] : [(otherY - y) / (otherX - x)])),
  );
  return slopes.length === 0 ? undefined : median(slopes);
}
