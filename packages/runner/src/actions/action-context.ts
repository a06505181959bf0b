import type { Borg, Engine } from "../borg/index.ts";
import type { Configuration, RepositoryOptions } from "../config/index.ts";
import type { Log } from "../log/index.ts";
import type { System } from "../system/index.ts";
import type { ArchiveFigures } from "./create-figures.ts";

/** How much Borg is to say: what the most talkative log of the run wants. */
export type BorgVerbosity = "quiet" | "info" | "debug";

/** What an action works with: one repository of one configuration. */
export interface ActionContext {
  readonly configuration: Configuration;
  /** All files that configurations were read from, with what they include; absolute. */
  readonly configurationPaths: readonly string[];
  readonly repository: RepositoryOptions;
  readonly borg: Borg;
  /** Coffer's own engine, whichever Borg is used otherwise. */
  readonly engine: Engine;
  /** The folder that Borg runs in, absolute: the option `working_directory`, or where the program was started. */
  readonly workingDirectory: string;
  readonly system: System;
  readonly log: Log;
  readonly verbosity: BorgVerbosity;
  /** Nothing is changed. */
  readonly dryRun: boolean;
  /** Hears of an archive that was made, as far as Borg tells. */
  readonly archiveMade?: ((archive: ArchiveFigures) => void) | undefined;
  readonly signal: AbortSignal;
}
