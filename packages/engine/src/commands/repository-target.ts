import { CommandError } from "@coffer/format/errors";
import { forgetChunks } from "../cache/index.ts";
import type { EngineContext } from "../context/index.ts";
import { LocalRepository } from "../repository/index.ts";
import type { Repository } from "../repository/index.ts";
import { openSession } from "../session/index.ts";
import type { Session, SessionOptions } from "../session/index.ts";
import { openRepositoryAt } from "./repository-place.ts";
import type { RepositoryPlace } from "./repository-place.ts";

/** Which repository a command works on. */
export interface RepositoryTarget {
  readonly repository: RepositoryPlace;
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
export function withRepository<T>(
  target: RepositoryTarget,
  ctx: EngineContext,
  access: Access,
  work: (repository: Repository) => Promise<T>,
): Promise<T> {
  // who opens no session opens no cache, and has a better use for the memory
  forgetChunks(ctx);
  return withOpenRepository(target, ctx, access, work);
}

async function withOpenRepository<T>(
  target: RepositoryTarget,
  ctx: EngineContext,
  access: Access,
  work: (repository: Repository) => Promise<T>,
): Promise<T> {
  const repository = await openRepository(target, ctx, access);
  try {
    return await work(repository);
  } finally {
    await repository.close();
  }
}

function openRepository(target: RepositoryTarget, ctx: EngineContext, access: Access): Promise<Repository> {
  const { repository: place, lock = true } = target;
  const { exclusive, tightIndex = false } = access;
  return openRepositoryAt(place, { exclusive, lock, tightIndex }, ctx);
}

/** The folders that an archive never takes in: the cache, and the repository itself if it is near. */
export function ownFolders({ repository }: RepositoryTarget, ctx: EngineContext): string[] {
  return typeof repository === "string" ? [ctx.folders.cache, repository] : [ctx.folders.cache];
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
  return withOpenRepository(target, ctx, access, async (repository) =>
    work(await openSession(repository, ctx, access)),
  );
}
