import {
  type ActionContext,
  type ActionRequest,
  type ArchiveOutcome,
  type CreateFlags,
  canCreateTogether,
  createArchives,
} from "../actions/index.ts";
import type { Configuration, RepositoryOptions } from "../config/index.ts";
import { selectCommandHooks } from "../hooks/index.ts";

/** Archives that are made from one reading at most: each takes memory for its repository's index and its cache. */
const TOGETHER_MAX = 4;

/**
 * The archives of a configuration's repositories. Where it makes no difference but in time, the first repository's turn makes
 * those of the following ones as well, and they take theirs when it is their turn.
 */
export class Archives {
  readonly #made = new Map<RepositoryOptions, ArchiveOutcome>();

  /** Whether archives wait for their repository's turn: what their making has left in memory is of use then. */
  get areWaiting(): boolean {
    return this.#made.size > 0;
  }

  /**
   * The action `create`.
   *
   * @param following Contexts of the repositories whose turn comes later.
   * @returns What is to be shown as JSON, if anything is.
   * @throws As `createArchive`.
   */
  async create(context: ActionContext, flags: CreateFlags, following: readonly ActionContext[]): Promise<unknown> {
    const outcome = this.#take(context) ?? (await this.#make(context, flags, following));
    if (outcome?.status === "rejected") throw outcome.reason;
    return outcome?.value;
  }

  #take({ repository, log }: ActionContext): ArchiveOutcome | undefined {
    const outcome = this.#made.get(repository);
    this.#made.delete(repository);
    if (outcome?.status === "fulfilled")
      log.info("The archive has been made together with that of an earlier repository");
    return outcome;
  }

  async #make(
    context: ActionContext,
    flags: CreateFlags,
    following: readonly ActionContext[],
  ): Promise<ArchiveOutcome | undefined> {
    const all = [context, ...following.slice(0, TOGETHER_MAX - 1)];
    const contexts = (await canCreateTogether(all)) ? all : [context];
    const outcomes = await createArchives(contexts, flags);
    contexts.forEach(({ repository }, index) => {
      const outcome = outcomes[index];
      if (index > 0 && outcome !== undefined) this.#made.set(repository, outcome);
    });
    return outcomes[0];
  }
}

/**
 * Whether a repository's archive may be made before its turn: nothing that the user wants done for that repository comes
 * before `create`, and no hook of a run that goes well stands between two archives. One that only runs after a failure does not.
 *
 * @param actions Those that are not skipped.
 * @param requested Names of all that the run was asked for, which hooks around repositories go by.
 */
export function mayCreateEarly(
  { commands = [] }: Configuration,
  actions: readonly ActionRequest[],
  requested: readonly string[],
): boolean {
  if (actions[0]?.name !== "create") return false;
  const places = [
    { place: "repository", actions: requested } as const,
    { place: "action", actions: ["create"] } as const,
  ];
  const between = places.flatMap((place) => [
    ...selectCommandHooks(commands, { ...place, side: "before" }),
    ...selectCommandHooks(commands, { ...place, side: "after", state: "finish" }),
  ]);
  return between.length === 0;
}
