import type { MappingNode, Report } from "../tree/index.ts";
import { moveCommandHooks } from "./command-hooks.ts";
import { completeBootstrap, expandShortForms, readStatistics, renameOptions, warnOfDeprecated } from "./old-forms.ts";
import { normalizeRepositories } from "./repositories.ts";

/** Brings everything but sections into the form that the schema knows, with a warning for each deprecated form. */
export function normalize(root: MappingNode, cwd: string, report: Report): MappingNode {
  const steps = [moveCommandHooks, renameOptions, expandShortForms, readStatistics, completeBootstrap];
  const normal = steps.reduce((tree, step) => step(tree, report), root);
  warnOfDeprecated(normal, report);
  return normalizeRepositories(normal, cwd, report);
}
