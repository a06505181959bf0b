/** Ascending numbers as text: `0-5,7,9-12`. */
export function formatRanges(numbers: Iterable<number>): string {
  const ranges: [number, number][] = [];
  for (const number of numbers) {
    const last = ranges.at(-1);
    if (last !== undefined && number === last[1] + 1) last[1] = number;
    else ranges.push([number, number]);
  }
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(",");
}

const COUNT_MAX = 10_000_000;

/** Reads what {@link formatRanges} wrote. @throws {RangeError} If it is anything else, or has more numbers than a repository. */
export function parseRanges(text: string): number[] {
  const numbers: number[] = [];
  if (text === "") return numbers;
  for (const part of text.split(",")) {
    const match = /^(\d{1,10})(?:-(\d{1,10}))?$/.exec(part);
    const first = Number(match?.[1]);
    const last = Number(match?.[2] ?? match?.[1]);
    const isNext = first > (numbers.at(-1) ?? -1) && last >= first && numbers.length + last - first < COUNT_MAX;
    if (match === null || !isNext) throw new RangeError(`not ascending ranges of numbers: ${part}`);
    for (let number = first; number <= last; number++) numbers.push(number);
  }
  return numbers;
}
