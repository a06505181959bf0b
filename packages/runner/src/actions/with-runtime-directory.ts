import { createRuntimeDirectory } from "../hooks/index.ts";
import type { ActionContext } from "./action-context.ts";

/**
 * Lends a folder that is gone afterwards.
 *
 * @param work Gets its path, `…/borgmatic-RANDOM/./borgmatic`.
 */
export async function withRuntimeDirectory<Result>(
  { configuration, system, log }: ActionContext,
  work: (path: string) => Promise<Result>,
): Promise<Result> {
  const directory = await createRuntimeDirectory(configuration, system);
  try {
    return await work(directory.path);
  } finally {
    await directory
      .remove()
      .catch((error: unknown) => log.warning(`Cannot remove ${directory.path}: ${String(error)}`));
  }
}
