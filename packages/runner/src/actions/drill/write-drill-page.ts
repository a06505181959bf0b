import { basename, resolve } from "node:path";
import { type DrillResult, DrillStore, renderDrillPage } from "../../drill/index.ts";
import { writeAtomically } from "../../page/index.ts";
import type { State } from "../../state/index.ts";
import { expandHome } from "../../system/index.ts";
import type { ActionContext } from "../action-context.ts";

/** Drills of old that the page lists. */
const HISTORY_MAX = 50;

/** Writes the page about the drills of now, as a whole or not at all. @param file May hold `{repository}`. */
export function writeDrillPage(
  file: string,
  results: readonly DrillResult[],
  state: State,
  { repository, system, workingDirectory, log }: ActionContext,
): void {
  const store = new DrillStore(state);
  const name = (repository.label || basename(repository.path)).replaceAll("/", "-");
  const path = resolve(workingDirectory, expandHome(file.replaceAll("{repository}", name), system));
  const page = renderDrillPage({
    title: repository.label ?? repository.path,
    results,
    standing: store.standing(repository.path),
    history: store.list(repository.path, HISTORY_MAX + results.length).slice(results.length),
    nowMs: system.nowMs(),
  });
  // it names files
  writeAtomically(path, page, 0o600);
  log.info(`The page about the drill is ${path}`);
}
