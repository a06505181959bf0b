import type { Program } from "@coffer/testkit/borg";
import { perform } from "../scenarios/index.ts";
import type { Scenario, Stage } from "../scenarios/index.ts";

/**
 * What a check finds wrong with the repository that the runs left: by the real borg where it is Borg's, also if coffer wrote it, by the program
 * itself otherwise. `undefined`: it is well, or a check would say nothing.
 */
export async function damageOf(
  { name, unchecked }: Scenario,
  stage: Stage,
  borg: Program | undefined,
): Promise<string | undefined> {
  if (unchecked !== undefined) return undefined;
  if (stage.tool.borg !== undefined && borg === undefined) return `${name}: there is no real borg to check it`;
  const path = stage.tool.borg === undefined ? stage.tool.path : (borg?.path ?? "");
  try {
    await perform({ path, words: stage.tool.speech.checkData(stage), cwd: stage.folder, env: stage.env });
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
