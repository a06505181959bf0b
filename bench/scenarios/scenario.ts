import type { Program } from "@coffer/testkit/borg";
import type { Command, Load } from "../measure/index.ts";
import type { SourceName } from "../sources/index.ts";
import type { Tool } from "../tools/index.ts";
import type { Remote } from "./remote.ts";
import type { Stage } from "./stage.ts";

/** What is there before the runs of a scenario; scenarios with the same one share what it makes. */
export interface Preparation {
  readonly name: string;
  /** What the stage's `source` is; none: an empty path. */
  readonly source?: SourceName;
  /** Nothing of this is measured. */
  make(stage: Stage): Promise<void>;
}

/** What is to be reached beyond the target. Shares are of the real borg's figures, at most. */
export interface Goal {
  readonly wall?: number;
  readonly cpu?: number;
  readonly memory?: number;
  /** Share of the roofline's speed, at least. */
  readonly roofline?: number;
  /** Wall time as a share of coffer's own in another scenario, at most. */
  readonly growth?: { readonly since: string; readonly wall: number };
}

export interface Scenario {
  readonly name: string;
  /** Share of the real borg's wall time that no version may pass. */
  readonly target?: number;
  /** Where it is to come to. */
  readonly goal?: Goal;
  readonly preparation: Preparation;
  /** Each run begins with repository and client as they were prepared. Needed where a run changes what the next one does. */
  readonly fresh?: boolean;
  /** Only for programs with Borg's command line: the others cannot do it, or cannot be asked for the same. */
  readonly borgOnly?: boolean;
  /** Why a check of the repository would say nothing about the programs. */
  readonly unchecked?: string;
  /** Over ssh; what is not measured is done on the server itself. */
  readonly remote?: Remote;
  /** Before each run (not measured). */
  before?(stage: Stage): Promise<void> | void;
  /** After each run (not measured). */
  after?(stage: Stage): Promise<void> | void;
  /** Why the scenario cannot be run on this machine with this borg. */
  obstacle?(borg: Program | undefined): string | undefined;
  /** Whether this program can be asked for it; default: those that {@link borgOnly} tells. */
  suits?(tool: Tool): boolean;
  /** What is measured, one after the other. */
  run(stage: Stage, run: number): Command[];
  /** What no implementation can do without, for the roofline. */
  load?(scale: number): Load;
}

/** Whether a program takes part. */
export function suits(scenario: Scenario, tool: Tool): boolean {
  if (scenario.borgOnly === true && tool.borg === undefined) return false;
  return scenario.suits?.(tool) ?? true;
}
