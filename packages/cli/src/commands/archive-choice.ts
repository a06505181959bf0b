import type { ArchiveSelection } from "@coffer/engine/commands";
import { type ArchiveFilterValues, archiveGlob } from "../options/index.ts";

/** True if any filter of archives is given. */
export function hasArchiveFilter(values: ArchiveFilterValues): boolean {
  return values.first > 0 || values.last > 0 || values.prefix !== undefined || Boolean(values.globArchives);
}

/** The archives that the filters mean. */
export function archiveSelection(values: ArchiveFilterValues, considerCheckpoints: boolean = true): ArchiveSelection {
  return {
    glob: archiveGlob(values),
    sortBy: values.sortBy.split(",").map((key) => (key === "ts" || key === "id" ? key : "name")),
    ...(values.first > 0 ? { first: values.first } : {}),
    ...(values.last > 0 ? { last: values.last } : {}),
    considerCheckpoints,
  };
}
