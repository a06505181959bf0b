/**
 * Tables of the state database, as steps that are applied once each, in this order. A step that has been released never changes.
 *
 * Stands on nothing.
 *
 * @module
 */
import { ACTION_TIMES } from "./0001-action-times.ts";
import { FINDINGS } from "./0002-findings.ts";
import { DRILLS } from "./0010-drills.ts";
import { ROW_COUNTS } from "./0011-row-counts.ts";
import { KEY_ESCROWS } from "./0020-key-escrows.ts";
import { GROWTH_RUNS } from "./0030-growth-runs.ts";
import { ACTION_FAILURES } from "./0031-action-failures.ts";
import { SCORECARDS } from "./0032-scorecards.ts";
import type { SchemaStep } from "./schema-step.ts";

export type { SchemaStep } from "./schema-step.ts";

export const SCHEMA: readonly SchemaStep[] = [
  ACTION_TIMES,
  FINDINGS,
  DRILLS,
  ROW_COUNTS,
  KEY_ESCROWS,
  GROWTH_RUNS,
  ACTION_FAILURES,
  SCORECARDS,
];
