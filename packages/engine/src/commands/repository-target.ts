import { CommandError } from "@coffer/format/errors";
import type { EngineContext } from "../context/index.ts";
import { LocalRepository } from "../repository/index.ts";
import type { Repository } from "../repository/index.ts";
import { openSession } from "../session/index.ts";
import type { Session, SessionOptions } from "../session/index.ts";

/** Which repository a command works on. */
export interface RepositoryTarget {
  /** Absolute, normalised path. */
  readonly repository: string;
  /** False (`--bypass-lock`) takes no lock: for reading on a medium that cannot be written. Default true. */
  readonly lock?: boolean;
}

/** How a repository is wanted. */
export interface Access {
  /** Needed for every change. */
  readonly exclusive: boolean;
  /** Nothing will be stored or deleted, and memory matters. */
  readonly tightIndex?: boolean;
}

/** Runs `work` on the open repository, and closes it whatever happens; uncommitted changes are gone then. */
export async function withRepository<T>(
  target: RepositoryTarget,
  ctx: EngineContext,
  access: Access,
  work: (repository: Repository) => Promise<T>,
): Promise<T> {
  const repository = await LocalRepository.open(
    target.repository,
    { exclusive: access.exclusive, lock: target.lock ?? true, tightIndex: access.tightIndex ?? false },
    ctx,
  );
  try {
    return await work(repository);
  } finally {
    await repository.close();
  }
}

/** The repository, if its files can be looked at. @throws {CommandError} If it is served by another machine. */
export function localOnly(repository: Repository): LocalRepository {
  if (repository instanceof LocalRepository) return repository;
  throw new CommandError(`${repository.location}: this command needs the files of the repository`);
}

/** As {@link withRepository}, with key and manifest. */
export function withSession<T>(
  target: RepositoryTarget,
  ctx: EngineContext,
  access: Access & SessionOptions,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  return withRepository(target, ctx, access, async (repository) => work(await openSession(repository, ctx, access)));
}
