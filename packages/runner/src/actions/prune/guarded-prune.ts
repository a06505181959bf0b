import type { ActionContext } from "../action-context.ts";
import { ActionError } from "../action-error.ts";
import { archiveFilterWithPrefix } from "../archive-filter.ts";
import { commonOptions, flag, statisticsOptions } from "../borg-options.ts";
import { lastDrilled } from "./drilled-archive.ts";
import { listPrunable, type PrunableArchive } from "./list-archives.ts";
import { retentionOptions } from "./retention-options.ts";

/** Names on one command line of Borg. */
const BATCH_SIZE = 1000;

/** How Borg names an archive that it would delete: `Would prune:  NAME TIME [ID]`. */
const WOULD_PRUNE = /^Would prune:\s.*\[([0-9a-f]{64})\]\s*$/s;

/**
 * Lets Borg decide what to delete, takes from it what must stay, and deletes the rest by name (decision 0236).
 *
 * @param drilled Ids of archives that have passed a drill, the latest first.
 * @throws {ActionError} If more archives would go than `prune_limit` allows; nothing has been deleted.
 */
export async function pruneGuarded(context: ActionContext, drilled: readonly string[]): Promise<void> {
  const { configuration, log, dryRun } = context;
  const archives = await listPrunable(context);
  const doomed = await askForDoomed(context, archives);
  const drilledLast = lastDrilled(drilled, archives);
  const going = doomed.filter((archive) => archive !== drilledLast);
  if (going.length < doomed.length) {
    log.info(`Archive ${drilledLast?.name} stays: no later one has passed a drill`);
  }
  const { prune_limit: limit = Infinity } = configuration;
  if (going.length > limit) {
    const message =
      `prune would delete ${going.length} of ${archives.length} archives, more than prune_limit (${limit}). ` +
      "Look at coffermatic prune --simulate; if it is right: coffermatic prune --prune-limit " +
      String(going.length);
    if (!dryRun) throw new ActionError(message);
    log.warning(message);
  }
  if (!dryRun) await deleteArchives(context, going);
}

/** What Borg itself would delete. */
async function askForDoomed(
  context: ActionContext,
  archives: readonly PrunableArchive[],
): Promise<readonly PrunableArchive[]> {
  const { configuration, borg, log, repository, dryRun } = context;
  const ids = new Set<string>();
  const odd: string[] = [];
  const isShown = dryRun && configuration.list_details === true;
  const take = (message: string): void => {
    const id = WOULD_PRUNE.exec(message)?.[1];
    if (id !== undefined) ids.add(id);
    else if (message.startsWith("Would prune:")) odd.push(message);
    log.withPrefix("")[isShown ? "answer" : "debug"](message);
  };
  await borg.run({
    command: ["prune"],
    options: [
      ...retentionOptions(configuration),
      ...archiveFilterWithPrefix(configuration, configuration.prefix),
      ...["--list", "--dry-run"],
      ...commonOptions(context, { extra: "prune" }),
    ],
    positionals: [repository.path],
    output: { kind: "capture", onInfo: take },
  });
  if (odd.length > 0) throw new ActionError(`What Borg says is not understood: ${odd[0]}`);
  // what came between the two calls is left alone
  return archives.filter(({ id }) => ids.has(id));
}

async function deleteArchives(context: ActionContext, archives: readonly PrunableArchive[]): Promise<void> {
  const { configuration, borg, repository } = context;
  const statistics = statisticsOptions(configuration);
  const odd = archives.find(({ name }) => name.startsWith("-"));
  if (odd !== undefined)
    throw new ActionError(`Archive ${odd.name} has to be deleted by hand: its name looks like an option`);
  for (let start = 0; start < archives.length; start += BATCH_SIZE) {
    await borg.run({
      command: ["delete"],
      options: [
        ...statistics,
        ...flag("--list", configuration.list_details),
        ...commonOptions(context, { extra: "delete" }),
      ],
      positionals: [repository.path, ...archives.slice(start, start + BATCH_SIZE).map(({ name }) => name)],
      output: { kind: "log", level: statistics.length > 0 || configuration.list_details ? "answer" : "info" },
    });
  }
}
