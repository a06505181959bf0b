import { DrillStore } from "../../drill/index.ts";
import { openKnownState } from "../../state/index.ts";
import type { ActionContext } from "../action-context.ts";
import type { PrunableArchive } from "./list-archives.ts";

/** Ids of archives that have passed a drill, the latest drill first. */
export function drilledArchives({ configuration, repository, system }: ActionContext): readonly string[] {
  using state = openKnownState(configuration, system);
  return state === undefined ? [] : new DrillStore(state).passed(repository.path);
}

/** Of the archives that are there the one that has passed a drill last. */
export function lastDrilled(
  drilled: readonly string[],
  archives: readonly PrunableArchive[],
): PrunableArchive | undefined {
  const byId = new Map(archives.map((archive) => [archive.id, archive]));
  return drilled.map((id) => byId.get(id)).find((archive) => archive !== undefined);
}
