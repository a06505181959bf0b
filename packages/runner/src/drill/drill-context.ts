import type { Engine } from "../borg/index.ts";
import type { Configuration, DrillOptions, RepositoryOptions } from "../config/index.ts";
import type { Log } from "../log/index.ts";
import type { System } from "../system/index.ts";

/** What a drill works with. */
export interface DrillContext {
  readonly configuration: Configuration;
  readonly repository: RepositoryOptions;
  readonly engine: Engine;
  /** Options of every command of the engine. */
  readonly engineOptions: readonly string[];
  /** Absolute. */
  readonly workingDirectory: string;
  readonly system: System;
  readonly log: Log;
  readonly signal: AbortSignal;
}

/** An archive that is drilled. */
export interface DrilledArchive {
  readonly name: string;
  /** In hexadecimal digits. */
  readonly id: string;
}

/** How one archive is drilled. */
export interface DrillRules extends DrillOptions {
  readonly sample_percentage: number;
  readonly seed: number;
  /** An empty folder that keeps what is restored; undefined: a scratch folder that goes. */
  readonly target: string | undefined;
}
