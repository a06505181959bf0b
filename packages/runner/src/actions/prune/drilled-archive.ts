import { openKnownState } from "../../state/index.ts";
import type { ActionContext } from "../action-context.ts";
import type { PrunableArchive } from "./list-archives.ts";

/** Ids of archives that have passed a drill, the latest drill first. */
export function drilledArchives({ configuration, repository, system }: ActionContext): readonly string[] {
  using state = openKnownState(configuration, system);
  if (state?.get("SELECT 1 FROM sqlite_schema WHERE name = 'drills'") === undefined) return [];
  const sql =
    "SELECT archive_id FROM drills WHERE repository = ? AND outcome = 'passed' ORDER BY ended_ms DESC, id DESC";
  return state.all(sql, repository.path).map((row) => String(row["archive_id"]));
}

/** Of the archives that are there the one that has passed a drill last. */
export function lastDrilled(
  drilled: readonly string[],
  archives: readonly PrunableArchive[],
): PrunableArchive | undefined {
  const byId = new Map(archives.map((archive) => [archive.id, archive]));
  return drilled.map((id) => byId.get(id)).find((archive) => archive !== undefined);
}
