import type { CreateResult, SourceShare } from "@coffer/engine/commands";
import type { RequestMeter, RunMemory } from "@coffer/engine/context";

/** A program that a run is a part of, and what it wants of it beside its words. */
export interface Host {
  /** Ends the run as SIGTERM would; signals of the process are left to the host. */
  readonly signal: AbortSignal;
  /** What runs on the same repositories leave to one another. */
  readonly memory?: RunMemory | undefined;
  /** Counts what the run asks of object stores. */
  readonly requests?: RequestMeter | undefined;
  readonly specialFiles?: SpecialFilesRule | undefined;
  /**
   * Where several runs of the host, one for each repository, each make an archive of the same files. A run need not take its
   * part: the host leaves it afterwards.
   */
  readonly share?: SourceShare | undefined;
  /** Hears of each new archive, also what its statistics do not tell. */
  readonly archiveCreated?: ((result: CreateResult) => void) | undefined;
}

/** Which of the special files `create --read-special` reads: the host knows who writes into its own pipes, and nothing of others. */
export interface SpecialFilesRule {
  /** Those below this folder, absolute and without `..`. */
  readonly below: string;
  /** Others are left out of the archive, each of which is told here. */
  readonly leftOut: (path: string) => void;
}
