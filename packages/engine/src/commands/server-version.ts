import type { EngineContext } from "../context/index.ts";
import { RemoteRepository } from "../remote/index.ts";
import { isServed } from "./repository-place.ts";
import type { RepositoryTarget } from "./repository-target.ts";

/**
 * The version of the Borg that serves a repository; `undefined` if none does, as the repository is on this machine or in a bucket. It is not
 * looked at then.
 * @throws The errors of opening a repository on another machine.
 */
export async function serverVersion(target: RepositoryTarget, ctx: EngineContext): Promise<string | undefined> {
  const { repository: place } = target;
  if (!isServed(place)) return undefined;
  const repository = await RemoteRepository.open(place, { lock: false }, ctx);
  try {
    return repository.serverVersion;
  } finally {
    await repository.close();
  }
}
