import type { DatabaseKind } from "../databases/index.ts";
import type { Severity } from "../../state/index.ts";

/** A path that holds what somebody would miss. */
export interface Place {
  /** Absolute. */
  readonly path: string;
  /** What it is and how we know, for a sentence: `home of alice`. */
  readonly what: string;
  /** How bad it is if no archive takes it. */
  readonly severity: Severity;
  /** Dumps of these databases are as good as the files. */
  readonly database?: DatabaseKind;
}
