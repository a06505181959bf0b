import { equalBytes } from "@coffer/format/bytes";
import { decompress } from "@coffer/format/compression";
import { IntegrityError } from "@coffer/format/errors";
import { MANIFEST_ID } from "@coffer/format/segment";
import type { Key } from "@coffer/format/keys";
import type { EngineContext } from "../context/index.ts";
import type { LoggedEntry, Repository } from "../repository/index.ts";
import { SecurityManager, unlockKey } from "../session/index.ts";
import { localOnly, withRepository } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

/** Ids asked of the repository at once. */
const SCAN_MAX = 10_000;

/**
 * Hands out all objects of a repository, decrypted and decompressed, in the order of the log. Needs no manifest.
 *
 * @throws {IntegrityError} At the first object that is damaged, or if there is none at all.
 * @throws The errors of `unlockKey`.
 */
export function dumpObjects(
  options: RepositoryTarget,
  ctx: EngineContext,
  visit: (id: Uint8Array, plaintext: Uint8Array) => void,
): Promise<void> {
  return withRepository(options, ctx, { exclusive: false }, async (repository) => {
    const [first] = await repository.list(1);
    if (first === undefined) throw new IntegrityError("The repository has no objects");
    const key = await keyOfObject(repository, ctx, await repository.get(first));
    let marker: Uint8Array | undefined;
    for (;;) {
      const ids = await repository.scan(SCAN_MAX, marker);
      for (const id of ids) visit(id, openAny(key, id, await repository.get(id)));
      marker = ids.at(-1);
      if (marker === undefined) return;
    }
  });
}

export interface DumpLogOptions extends RepositoryTarget {
  /** This segment only. */
  readonly segment?: number | undefined;
  /** The entry at this offset only. */
  readonly offset?: number | undefined;
}

/**
 * Hands out whatever the log holds, current or not, committed or not: stored objects decrypted and decompressed. Needs neither
 * manifest nor index. Damaged segments are reported, and left where the damage begins.
 *
 * @throws {IntegrityError} At the first object that cannot be decrypted.
 * @throws The errors of `unlockKey`.
 */
export function dumpLog(
  options: DumpLogOptions,
  ctx: EngineContext,
  visit: (entry: LoggedEntry, plaintext: Uint8Array) => void,
): Promise<void> {
  return withRepository(options, ctx, { exclusive: false }, async (repository) => {
    const local = localOnly(repository);
    let key: Key | undefined;
    await local.scanLog({}, async ({ tag, data }) => {
      if (tag === "put") key = await keyOfObject(repository, ctx, data);
      return key === undefined;
    });
    await local.scanLog(options, (entry) => {
      const { id, data } = entry;
      visit(entry, key === undefined || id === undefined || data.length === 0 ? data : openAny(key, id, data));
      return true;
    });
  });
}

/** The key, by any object of the repository: its first byte tells the key type. */
async function keyOfObject(repository: Repository, ctx: EngineContext, envelope: Uint8Array): Promise<Key> {
  const tamRequired = new SecurityManager(repository, ctx).isTamRequired();
  return (await unlockKey(repository, ctx, envelope[0] ?? -1, tamRequired)).key;
}

/** Plaintext of an object, verified; the manifest is the one whose id says nothing. */
function openAny(key: Key, id: Uint8Array, envelope: Uint8Array): Uint8Array {
  if (equalBytes(id, MANIFEST_ID)) return decompress(key.open(envelope));
  const plaintext = decompress(key.open(envelope, id));
  key.assertId(id, plaintext);
  return plaintext;
}
