import type { Configuration, RepositoryOptions } from "../config/index.ts";
import type { SourceCoverage } from "./coverage/index.ts";
import type { EscrowRecord } from "./escrow/index.ts";
import type { Machine, Mount } from "./machine/index.ts";
import type { RepositoryPlace } from "./repository-place.ts";

/** All that rules look at. Times are in milliseconds since 1970. */
export interface AuditSubject {
  readonly machine: Machine;
  readonly mounts: readonly Mount[];
  readonly configuration: Configuration;
  /** The files of this configuration, includes too; absolute. */
  readonly configurationPaths: readonly string[];
  /** What its archives take. */
  readonly coverage: SourceCoverage;
  /** All configurations of the run, this one too: what one of them takes is not missing. */
  readonly together: readonly CoveredConfiguration[];
  /** Whether the machine as a whole is looked at; it is with the first configuration of a run. */
  readonly looksAtMachine: boolean;
  readonly repositories: readonly AuditedRepository[];
  /** The user's home folder. */
  readonly home: string;
  readonly workingDirectory: string;
  readonly nowMs: number;
}

/** A configuration and what its archives take. */
export interface CoveredConfiguration {
  readonly configuration: Configuration;
  readonly coverage: SourceCoverage;
}

/** One repository, and what is known of it. */
export interface AuditedRepository {
  readonly options: RepositoryOptions;
  readonly place: RepositoryPlace;
  /** How Borg calls its encryption mode; undefined if it could not be asked. */
  readonly encryption: string | undefined;
  /** Why it could not be asked. */
  readonly trouble: string | undefined;
  /** When checks last ended well, by name. */
  readonly checkedMs: ReadonlyMap<string, number>;
  /** When the last good drill ended. */
  readonly drilledMs: number | undefined;
  /** The latest copy of its key, if one was made. */
  readonly escrow: EscrowRecord | undefined;
  /** SHA-256 of the key as it is stored now, in hexadecimal digits; undefined if it could not be read. */
  readonly keyDigest: string | undefined;
}

/** What a person calls a repository. */
export function nameOf({ label, path }: RepositoryOptions): string {
  return label ?? path;
}
