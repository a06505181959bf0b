import { keyTypeByMode, parseRelatedSecrets } from "@coffer/format/keys";
import type { EncryptionMode } from "@coffer/format/keys";
import { openCache } from "../cache/index.ts";
import type { LocalCacheOptions } from "../cache/index.ts";
import type { EngineContext } from "../context/index.ts";
import type { Repository } from "../repository/index.ts";
import { beginSession, createRepositoryKey } from "../session/index.ts";
import type { UnlockedKey } from "../session/index.ts";
import { repositoryFacts } from "./repository-facts.ts";
import type { RepositoryFacts } from "./repository-facts.ts";
import { createRepositoryAt } from "./repository-place.ts";
import type { RepositoryPlace } from "./repository-place.ts";

export interface InitOptions {
  readonly repository: RepositoryPlace;
  /** The location as the user would recognise it, for the log; default that of the place. */
  readonly location?: string;
  readonly encryption: EncryptionMode;
  /** Name for a key file, made from the location as the user gave it. */
  readonly keyFileName: string;
  readonly appendOnly?: boolean;
  /** Bytes. */
  readonly storageQuota?: number | undefined;
  readonly makeParentDirs?: boolean;
  /** Content of the file given by `--import-related-secrets`, and what to call it in errors. */
  readonly relatedSecrets?: { readonly json: string; readonly path: string } | undefined;
  readonly cache?: LocalCacheOptions;
}

export interface InitResult {
  readonly repository: RepositoryFacts;
  /** Whether there is a key that the user must keep a copy of. */
  readonly hasKey: boolean;
}

/**
 * Makes a repository with a key and an empty manifest, and its cache. All of it is durable on return.
 *
 * @throws {RepositoryAlreadyExists | PathAlreadyExists | ParentPathDoesNotExist} Nothing was changed then.
 * @throws The errors of `createRepositoryKey`, of an unusable passphrase source, of unusable related secrets; the folder is
 * gone again then.
 */
export async function init(options: InitOptions, ctx: EngineContext): Promise<InitResult> {
  const { repository: place, appendOnly = false, makeParentDirs = false, storageQuota } = options;
  const location = options.location ?? (typeof place === "string" ? place : place.location);
  ctx.reporter.log({ level: "info", message: `Initializing repository at "${location}"`, name: "borg.archiver" });
  const repository = await createRepositoryAt(place, { appendOnly, makeParentDirs, storageQuota }, ctx);
  try {
    return await fill(repository, options, ctx);
  } finally {
    await repository.close();
  }
}

async function fill(repository: Repository, options: InitOptions, ctx: EngineContext): Promise<InitResult> {
  const session = beginSession(repository, ctx, await createKey(repository, options, ctx));
  await session.writeManifest();
  await repository.commit();
  const cache = await openCache(session, { ...options.cache, warnIfUnencrypted: false });
  await cache.close();
  if (session.key.secrets.tam_required) await session.security.setTamRequired(true);
  return {
    repository: repositoryFacts(session),
    hasKey: keyTypeByMode(options.encryption).storage !== "no_storage",
  };
}

async function createKey(repository: Repository, options: InitOptions, ctx: EngineContext): Promise<UnlockedKey> {
  const { relatedSecrets } = options;
  try {
    return await createRepositoryKey(repository, ctx, {
      mode: options.encryption,
      keyFileName: options.keyFileName,
      related: relatedSecrets && parseRelatedSecrets(relatedSecrets.json, relatedSecrets.path),
    });
  } catch (error) {
    // Holds nothing yet, and would only be in the way of the next attempt.
    await repository.destroy().catch(() => undefined);
    throw error;
  }
}
