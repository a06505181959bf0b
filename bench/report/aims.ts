import type { Row } from "./row.ts";
import { borgResultOf, resultOf } from "./row.ts";

const MEMORY_MAX = 300e6;
/** Peak memory above {@link MEMORY_MAX} may be this share of borg's. */
const MEMORY_SHARE_MAX = 2;

/** Something to be reached, and how far it is. */
export interface Aim {
  /** As `wall 0.48 <= 0.50`. */
  readonly text: string;
  readonly isMet: boolean;
}

/** What coffer's result of a row is held against; nothing if it has none. `rows` are those that goals may refer to. */
export function aimsOf(row: Row, rows: readonly Row[]): Aim[] {
  return [...againstBorg(row), ...againstOthers(row), ...againstItself(row, rows)];
}

function againstBorg(row: Row): Aim[] {
  const [ours, theirs] = [resultOf(row, "coffer")?.cost, borgResultOf(row)?.cost];
  if (ours === undefined || theirs === undefined) return [];
  const { target, goal = {} } = row;
  const allowed = Math.max(MEMORY_MAX, theirs.memory * MEMORY_SHARE_MAX);
  return [
    ...atMost("target", ours.wall / theirs.wall, target),
    ...atMost("wall", ours.wall / theirs.wall, goal.wall),
    ...atMost("CPU", ours.cpu / theirs.cpu, goal.cpu),
    ...atMost("memory", ours.memory / theirs.memory, goal.memory),
    ...(ours.memory <= allowed ? [] : [missed(`peak ${mib(ours.memory)} MiB > ${mib(allowed)}`)]),
  ];
}

function againstOthers(row: Row): Aim[] {
  const ours = resultOf(row, "coffer")?.cost;
  if (ours === undefined) return [];
  return row.results
    .filter(({ cost }) => cost.wall < ours.wall)
    .map(({ tool, cost }) => missed(`behind ${tool} (${(ours.wall / cost.wall).toFixed(2)} x)`));
}

function againstItself(row: Row, rows: readonly Row[]): Aim[] {
  const ours = resultOf(row, "coffer")?.cost;
  const { goal, roofline } = row;
  if (ours === undefined || goal === undefined) return [];
  const aims: Aim[] = [];
  if (goal.roofline !== undefined && roofline !== undefined) {
    const share = roofline.seconds / ours.wall;
    aims.push({
      text: `roofline ${percent(share)} >= ${percent(goal.roofline)}`,
      isMet: share >= goal.roofline,
    });
  }
  if (goal.growth !== undefined) {
    const { since, wall } = goal.growth;
    const before = rows.find(({ scenario }) => scenario === since);
    const first = before && resultOf(before, "coffer")?.cost;
    if (first !== undefined) aims.push(...atMost(`growth since ${since}`, ours.wall / first.wall, wall));
  }
  return aims;
}

function atMost(name: string, share: number, limit: number | undefined): Aim[] {
  if (limit === undefined) return [];
  const isMet = share <= limit;
  return [{ text: `${name} ${share.toFixed(2)} ${isMet ? "<=" : ">"} ${limit.toFixed(2)}`, isMet }];
}

function missed(text: string): Aim {
  return { text, isMet: false };
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`;
}

function mib(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}
