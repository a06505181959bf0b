import { type Random, seededRandom } from "../../system/index.ts";
import type { RunFigures } from "../run-figures.ts";

const GB = 1e9;

/** What one day does to a source; shares are of the files, and of their bytes. */
export interface Day {
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** Stored share of what is added or changed; that of the source if left out. */
  readonly ratio?: number;
  /** What malware encrypts in place. */
  readonly encrypted?: number;
  /** The machine is off. */
  readonly isOff?: boolean;
}

/** Chance for simulations: the same seed gives the same days. */
export class Chance {
  /** From 0 to 1. */
  readonly share: Random;

  constructor(seed: number) {
    this.share = seededRandom(seed);
  }

  /** Around 1, seldom far from it: lognormal. */
  factor(spread: number): number {
    const normal = Math.sqrt(-2 * Math.log(1 - this.share())) * Math.cos(2 * Math.PI * this.share());
    return Math.exp(spread * normal);
  }
}

/** Makes the days of a history. @param day From 0. @param weekday 0 is Sunday. */
export type Scenario = (chance: Chance, day: number, weekday: number) => Day;

/** A machine that is used every day: little changes, on some days more, on a few it is off. */
export const quiet: Scenario = (chance) => {
  const burst = chance.share() < 0.03 ? 5 : 1;
  return {
    added: 0.002 * chance.factor(0.6) * burst,
    changed: 0.006 * chance.factor(0.6) * burst,
    removed: 0.0015 * chance.factor(0.6),
    isOff: chance.share() < 0.03,
  };
};

/** An office: much on workdays, nothing at the weekend but maintenance on Sunday; on the first of each month a quarter is made anew. */
export const seasonal: Scenario = (chance, day, weekday) => {
  if (day % 30 === 29) return { added: 0.1, changed: 0.25 * chance.factor(0.1), removed: 0.1 };
  if (weekday === 0) return { added: 0.01, changed: 0.12 * chance.factor(0.2), removed: 0.01 };
  if (weekday === 6) return { added: 0, changed: 0.001 * chance.factor(0.5), removed: 0 };
  return { added: 0.01 * chance.factor(0.4), changed: 0.03 * chance.factor(0.4), removed: 0.009 * chance.factor(0.4) };
};

/** As quiet, but one percent more each day, with restless growth. */
export const growing: Scenario = (chance, day, weekday) => ({
  ...quiet(chance, day, weekday),
  added: 0.012 * chance.factor(0.8),
});

/** What happens on one day instead of what else would. */
export function withDay(scenario: Scenario, day: number, event: Day): Scenario {
  return (chance, at, weekday) => {
    const usual = scenario(chance, at, weekday);
    return at === day ? event : usual;
  };
}

/** From one day on malware encrypts a share of the files each day that the machine is on. */
export function withSlowMalware(scenario: Scenario, from: number, share: number): Scenario {
  return (chance, day, weekday) => {
    const usual = scenario(chance, day, weekday);
    return day < from || usual.isOff === true ? usual : { ...usual, encrypted: share };
  };
}

/** The state of a source, which days change. */
interface Source {
  files: number;
  bytes: number;
  stored: number;
}

/** The runs of one source, one each day that its machine is on; Monday is first. @param ratio Stored share of the source's bytes. */
export function simulate(scenario: Scenario, days: number, seed: number, ratio: number): RunFigures[] {
  const chance = new Chance(seed);
  const source: Source = { files: 100_000, bytes: 200 * GB, stored: 200 * GB * ratio };
  const pending = { added: 0, changed: 0, fresh: source.stored };
  const runs: RunFigures[] = [];
  for (let day = 0; day < days; day += 1) {
    const events = scenario(chance, day, (day + 1) % 7);
    apply(events, source, pending, ratio);
    if (events.isOff === true) continue;
    runs.push({
      ...{ repository_id: "aa", archive: `day-${day}`, durationMs: 60_000, repositorySize: undefined, room: undefined },
      // the fifth of January 2026 is a Monday
      startedMs: Date.UTC(2026, 0, 5 + day, 12) + chance.share() * 600_000,
      original_size: Math.round(source.bytes),
      compressed_size: Math.round(source.stored),
      deduplicated_size: Math.round(Math.min(pending.fresh, source.stored)),
      files: Math.round(source.files),
      filesNew: Math.round(Math.min(pending.added, source.files)),
      filesChanged: Math.round(Math.min(pending.changed, source.files)),
    });
    Object.assign(pending, { added: 0, changed: 0, fresh: 0 });
  }
  return runs;
}

function apply(
  { added, changed, removed, ratio: own, encrypted = 0 }: Day,
  source: Source,
  pending: { added: number; changed: number; fresh: number },
  ratio: number,
): void {
  const storedShare = own ?? ratio;
  const fresh = (added + changed) * source.bytes * storedShare + encrypted * source.bytes;
  pending.added += added * source.files;
  pending.changed += (changed + encrypted) * source.files;
  pending.fresh += fresh;
  source.stored = source.stored * (1 - removed - changed - encrypted) + fresh;
  source.bytes *= 1 + added - removed;
  source.files *= 1 + added - removed;
}
