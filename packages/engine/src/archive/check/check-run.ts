import type { Key } from "@coffer/format/keys";
import type { Manifest } from "@coffer/format/manifest";
import type { EngineContext } from "../../context/index.ts";
import type { Repository } from "../../repository/index.ts";
import type { PipelinePool } from "../jobs/index.ts";
import type { Findings } from "./findings.ts";
import type { References } from "./references.ts";
import type { Repairs } from "./repairs.ts";
import type { ZeroChunks } from "./zero-chunks.ts";

/** What all parts of one archive check share. */
export interface CheckRun {
  readonly repository: Repository;
  readonly ctx: EngineContext;
  readonly key: Key;
  readonly pool: PipelinePool;
  /** The repository's log was verified a moment ago. */
  readonly isLogVerified: boolean;
  readonly findings: Findings;
  readonly references: References;
  readonly zeros: ZeroChunks;
  /** As stored, or rebuilt; archives that are lost are taken from it. */
  readonly manifest: Manifest;
  /** Absent when nothing is to be changed. */
  readonly repairs: Repairs | undefined;
}
