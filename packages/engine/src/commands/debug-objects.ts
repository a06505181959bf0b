import { openCache } from "../cache/index.ts";
import type { LocalCacheOptions } from "../cache/index.ts";
import type { EngineContext } from "../context/index.ts";
import { withRepository, withSession } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

export interface ObjectOptions extends RepositoryTarget {
  /** 32 bytes. */
  readonly id: Uint8Array;
}

/** An object as it is stored; needs no key. @throws {ObjectNotFound} @throws {IntegrityError} If its log entry is damaged. */
export function getObject(options: ObjectOptions, ctx: EngineContext): Promise<Uint8Array> {
  return withRepository(options, ctx, { exclusive: false }, (repository) => repository.get(options.id));
}

/**
 * Stores `data`, as it is, in the place of what the id names now. Durable on return.
 * @throws {IntegrityError} If it is too long; nothing was changed.
 */
export function putObject(options: ObjectOptions & { readonly data: Uint8Array }, ctx: EngineContext): Promise<void> {
  return withRepository(options, ctx, { exclusive: true }, async (repository) => {
    await repository.put(options.id, options.data);
    await repository.commit();
  });
}

export interface ObjectsOptions extends RepositoryTarget {
  readonly ids: readonly Uint8Array[];
}

/** Deletes objects, whoever needs them. Durable on return. @returns Of each, whether it was there. */
export function deleteObjects(options: ObjectsOptions, ctx: EngineContext): Promise<boolean[]> {
  return withRepository(options, ctx, { exclusive: true }, async (repository) => {
    const found: boolean[] = [];
    for (const id of options.ids) {
      const exists = await repository.has(id);
      if (exists) await repository.delete(id);
      found.push(exists);
    }
    if (found.includes(true)) await repository.commit();
    return found;
  });
}

/**
 * How often archives refer to objects, as the chunks cache knows.
 * @returns Of each object its count, or `undefined` if the cache does not know it.
 * @throws The errors of opening, see `openSession` and `openCache`.
 */
export function countReferences(
  options: ObjectsOptions & { readonly cache?: LocalCacheOptions },
  ctx: EngineContext,
): Promise<(number | undefined)[]> {
  return withSession(options, ctx, { exclusive: true, operations: [], secure: false }, async (session) => {
    const cache = await openCache(session, options.cache);
    try {
      return options.ids.map((id) => cache.refcount(id) || undefined);
    } finally {
      await cache.close();
    }
  });
}

/** The id that an object with this plaintext has. @throws The errors of opening, see `openSession`. */
export function hashId(
  options: RepositoryTarget & { readonly plaintext: Uint8Array },
  ctx: EngineContext,
): Promise<Uint8Array> {
  return withSession(options, ctx, { exclusive: false, operations: [] }, async ({ key }) =>
    key.idHash(options.plaintext),
  );
}
