import type { Random } from "../../system/index.ts";

/** Files of each group that are in the sample whatever its size. */
const GROUP_MIN = 3;

interface Candidate {
  readonly path: string;
  readonly size: number;
  /** Lower is better: exponentially distributed, at the rate of the weight. */
  readonly rank: number;
}

/**
 * Draws files without putting them back, in one pass: heavy ones are likelier. Holds no more than the sample in memory.
 *
 * Each candidate gets a rank as if it were the time until a random event of the rate `weight`; the sample are those whose events come first
 * (Efraimidis and Spirakis, "Weighted random sampling with a reservoir").
 */
export class WeightedSample {
  readonly #budget: number;
  readonly #random: Random;
  /** The worst on top. */
  readonly #heap: Candidate[] = [];
  readonly #groups = new Map<string, Candidate[]>();
  #bytes = 0;

  /** @param budget Bytes that the sample has at most, but for one file and what groups are owed. */
  constructor(budget: number, random: Random) {
    this.#budget = budget;
    this.#random = random;
  }

  /** @param group Of which some are always taken. */
  offer(path: string, size: number, weight: number, group: string): void {
    const candidate = { path, size, rank: -Math.log(1 - this.#random()) / weight };
    this.#offerToGroup(candidate, group);
    push(this.#heap, candidate);
    this.#bytes += size;
    for (let worst = this.#heap[0]; worst !== undefined; worst = this.#heap[0]) {
      if (this.#bytes - worst.size < this.#budget) return;
      pop(this.#heap);
      this.#bytes -= worst.size;
    }
  }

  /** Sizes of the chosen files, by their paths. */
  chosen(): Map<string, number> {
    const all = [...this.#heap, ...[...this.#groups.values()].flat()];
    return new Map(all.map(({ path, size }) => [path, size]));
  }

  #offerToGroup(candidate: Candidate, group: string): void {
    const best = this.#groups.get(group) ?? [];
    best.push(candidate);
    best.sort((one, other) => one.rank - other.rank);
    if (best.length > GROUP_MIN) best.pop();
    this.#groups.set(group, best);
  }
}

function push(heap: Candidate[], candidate: Candidate): void {
  let at = heap.push(candidate) - 1;
  while (at > 0) {
    const parent = (at - 1) >> 1;
    if ((heap[parent] as Candidate).rank >= candidate.rank) break;
    heap[at] = heap[parent] as Candidate;
    at = parent;
  }
  heap[at] = candidate;
}

/** Removes the top. */
function pop(heap: Candidate[]): void {
  const last = heap.pop();
  if (last === undefined || heap.length === 0) return;
  let at = 0;
  for (;;) {
    let child = 2 * at + 1;
    if (child >= heap.length) break;
    if (child + 1 < heap.length && (heap[child + 1] as Candidate).rank > (heap[child] as Candidate).rank) child += 1;
    if ((heap[child] as Candidate).rank <= last.rank) break;
    heap[at] = heap[child] as Candidate;
    at = child;
  }
  heap[at] = last;
}
