import type { Profiler } from "node:inspector";

/** Where a function stands. */
export interface FunctionPlace {
  readonly file: string;
  /** From 1; 0: unknown. */
  readonly line: number;
  readonly name: string;
}

/** Times of one function, in seconds; calls are not seen, so their number is that of the samples. */
export interface FunctionTimes {
  readonly place: FunctionPlace;
  calls: number;
  /** In the function itself. */
  own: number;
  /** In it and all that it called; a function that calls itself is counted once. */
  total: number;
  /** What of this was on behalf of whom. */
  readonly callers: Map<string, CallerTimes>;
}

export interface CallerTimes {
  readonly place: FunctionPlace;
  calls: number;
  own: number;
  total: number;
}

const MICROSECONDS = 1e6;

/** Adds up the samples of a CPU profile by function. */
export function functionTimes(profile: Profiler.Profile): FunctionTimes[] {
  return new TimesCollector(profile).collect();
}

/** What samples there are in a node of the call tree itself. */
interface Weight {
  samples: number;
  seconds: number;
}

class TimesCollector {
  readonly #nodes: ReadonlyMap<number, Profiler.ProfileNode>;
  readonly #root: Profiler.ProfileNode | undefined;
  readonly #weights = new Map<number, Weight>();
  readonly #functions = new Map<string, FunctionTimes>();

  constructor(profile: Profiler.Profile) {
    this.#nodes = new Map(profile.nodes.map((node) => [node.id, node]));
    this.#root = profile.nodes[0];
    (profile.samples ?? []).forEach((id, index) => {
      const weight = this.#weights.get(id) ?? { samples: 0, seconds: 0 };
      weight.samples += 1;
      weight.seconds += (profile.timeDeltas?.[index] ?? 0) / MICROSECONDS;
      this.#weights.set(id, weight);
    });
  }

  collect(): FunctionTimes[] {
    if (this.#root !== undefined) this.#visit(this.#root, undefined, new Set());
    return [...this.#functions.values()];
  }

  /** @returns Seconds in the node and below. */
  #visit(node: Profiler.ProfileNode, caller: FunctionPlace | undefined, above: ReadonlySet<string>): number {
    const place = placeOf(node);
    const key = keyOf(place);
    const weight = this.#weights.get(node.id) ?? { samples: 0, seconds: 0 };
    let total = weight.seconds;
    const inside = new Set(above).add(key);
    for (const id of node.children ?? []) {
      const child = this.#nodes.get(id);
      if (child !== undefined) total += this.#visit(child, place, inside);
    }
    const times = this.#functions.get(key) ?? { place, calls: 0, own: 0, total: 0, callers: new Map() };
    this.#functions.set(key, times);
    const share = above.has(key) ? 0 : total;
    add(times, weight, share);
    if (caller !== undefined) {
      const by = times.callers.get(keyOf(caller)) ?? { place: caller, calls: 0, own: 0, total: 0 };
      times.callers.set(keyOf(caller), by);
      add(by, weight, share);
    }
    return total;
  }
}

function add(times: CallerTimes | FunctionTimes, weight: Weight, total: number): void {
  times.calls += weight.samples;
  times.own += weight.seconds;
  times.total += total;
}

function placeOf({ callFrame }: Profiler.ProfileNode): FunctionPlace {
  const { url, lineNumber, functionName } = callFrame;
  return { file: url || "~", line: Math.max(lineNumber + 1, 0), name: functionName || "(anonymous)" };
}

function keyOf({ file, line, name }: FunctionPlace): string {
  return `${file}:${line}:${name}`;
}
