import { ActionError } from "../action-error.ts";
import type { ListedArchive } from "../latest-archive.ts";
import { seededRandom } from "../../system/index.ts";

/**
 * The archives that a drill is of.
 *
 * @param archives The oldest first.
 * @param which `latest`, `random` (one that is not the latest, where there is one), `all`, or a name.
 * @param seed Chooses the same one of the same archives again.
 * @throws {ActionError} If there is none.
 */
export function chooseArchives(
  archives: readonly ListedArchive[],
  which: string,
  seed: number,
): readonly ListedArchive[] {
  const latest = archives.at(-1);
  if (latest === undefined) throw new ActionError("There is no archive to drill");
  if (which === "all") return archives;
  if (which === "latest") return [latest];
  if (which === "random") {
    const older = archives.length > 1 ? archives.slice(0, -1) : archives;
    return older.slice(Math.floor(seededRandom(seed)() * older.length)).slice(0, 1);
  }
  const named = archives.find(({ name }) => name === which);
  if (named === undefined) throw new ActionError(`There is no archive ${which} to drill`);
  return [named];
}
