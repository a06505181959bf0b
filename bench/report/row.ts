import type { Cost, Roofline } from "../measure/index.ts";
import type { Goal } from "../scenarios/index.ts";

/** What one program needed for a scenario. */
export interface Result {
  readonly tool: string;
  /** Medians of the runs. */
  readonly cost: Cost;
  /** Bytes of the repository after the last run. */
  readonly stored: number;
  readonly runs: readonly Cost[];
  /** What a check of the repository said, if it was asked for and is not well. */
  readonly damage?: string;
}

/** A program that could not do it. */
export interface Failure {
  readonly tool: string;
  readonly message: string;
}

/** One scenario, all programs. */
export interface Row {
  readonly scenario: string;
  readonly target?: number | undefined;
  readonly goal?: Goal | undefined;
  readonly roofline?: Roofline | undefined;
  readonly results: readonly Result[];
  readonly failures: readonly Failure[];
}

export function resultOf(row: Row, tool: string): Result | undefined {
  return row.results.find((result) => result.tool === tool);
}

/** The real borg's figures: what shares are of. */
export function borgResultOf(row: Row): Result | undefined {
  return row.results.find(({ tool }) => tool.startsWith("borg"));
}
