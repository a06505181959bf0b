import { aimsOf } from "./aims.ts";
import { borgResultOf } from "./row.ts";
import type { Result, Row } from "./row.ts";

/** Above all blocks of {@link tableOf}. */
export const TABLE_HEAD: string = [
  "".padEnd(24),
  "wall s".padStart(9),
  "of borg".padStart(8),
  "CPU s".padStart(9),
  "peak MiB".padStart(9),
  "stored MiB".padStart(11),
].join(" ");

/** A scenario as a block of lines: its name with what it is held against, then a line for each program. */
export function tableOf(row: Row, rows: readonly Row[]): string {
  const aims = aimsOf(row, rows).map(({ text, isMet }) => (isMet ? `ok ${text}` : `MISSED ${text}`));
  const roofline = row.roofline === undefined ? [] : [`roofline ${row.roofline.seconds.toFixed(2)} s`];
  const borg = borgResultOf(row);
  return [
    [row.scenario, ...aims, ...roofline].join(" | "),
    ...row.results.map((result) => lineOf(result, borg)),
    ...row.failures.map(({ tool, message }) => `  ${tool}: FAILED: ${message.split("\n")[0]}`),
    ...row.results.flatMap(({ tool, damage }) => (damage === undefined ? [] : [`  ${tool}: DAMAGED: ${damage}`])),
  ].join("\n");
}

/** What is to be said at the end: what was not reached, what failed. */
export function summaryOf(rows: readonly Row[]): string {
  const missed = rows.flatMap((row) => {
    const texts = aimsOf(row, rows).flatMap(({ text, isMet }) => (isMet ? [] : [text]));
    return texts.length === 0 ? [] : [`  ${row.scenario.padEnd(24)} ${texts.join(", ")}`];
  });
  const failed = rows.flatMap((row) => row.failures.map(({ tool }) => `  ${row.scenario.padEnd(24)} ${tool}`));
  return [
    missed.length === 0 ? "all targets and goals reached" : `not reached:\n${missed.join("\n")}`,
    ...(failed.length === 0 ? [] : [`failed:\n${failed.join("\n")}`]),
  ].join("\n");
}

function lineOf({ tool, cost, stored }: Result, borg: Result | undefined): string {
  return [
    `  ${tool}`.padEnd(24),
    seconds(cost.wall).padStart(9),
    (borg === undefined ? "-" : (cost.wall / borg.cost.wall).toFixed(2)).padStart(8),
    seconds(cost.cpu).padStart(9),
    mib(cost.memory).padStart(9),
    mib(stored).padStart(11),
  ].join(" ");
}

/** Short times with more figures. */
function seconds(value: number): string {
  return value.toFixed(value < 1 ? 3 : 2);
}

function mib(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(bytes < 10 * 2 ** 20 ? 1 : 0);
}
