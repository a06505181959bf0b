/**
 * What is measured. A *scenario* is one command (or a few, one after the other) of every program that can do it; a *preparation* is what lies
 * there before, made by each program itself; a *stage* is one program with what it prepared.
 *
 * @module
 */
import { CREATE, CREATE_CHANGED } from "./create.ts";
import { GROWTH } from "./growth.ts";
import { LARGE_INDEX } from "./large-index.ts";
import { MOUNT } from "./mount.ts";
import { nightly, nightlyTwo } from "./nightly.ts";
import { READ } from "./read.ts";
import { REMOTE } from "./remote-scenarios.ts";
import type { Scenario } from "./scenario.ts";
import { UPKEEP } from "./upkeep.ts";

export { Connection } from "./remote.ts";
export { suits } from "./scenario.ts";
export type { Goal, Preparation, Scenario } from "./scenario.ts";
export { openStage, perform, settle, takeFresh } from "./stage.ts";
export type { Stage } from "./stage.ts";

/** In this order: the one that changes files of a source comes after those that need them as they were. */
export const SCENARIOS: readonly Scenario[] = [
  ...CREATE,
  ...READ,
  ...MOUNT,
  ...UPKEEP,
  ...GROWTH,
  LARGE_INDEX,
  nightly,
  nightlyTwo,
  ...REMOTE,
  CREATE_CHANGED,
];
