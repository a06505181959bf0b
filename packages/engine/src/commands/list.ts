import { parseTimestamp } from "@coffer/format/archive";
import type { ArchiveRecord, Item } from "@coffer/format/archive";
import { loadArchive, openCache, readArchiveRecord } from "../cache/index.ts";
import type { Cache, LoadedArchive } from "../cache/index.ts";
import type { EngineContext } from "../context/index.ts";
import type { Session } from "../session/index.ts";
import { selectArchives } from "./archive-selection.ts";
import type { ArchiveEntry, ArchiveSelection } from "./archive-selection.ts";
import { repositoryFacts } from "./repository-facts.ts";
import type { RepositoryFacts } from "./repository-facts.ts";
import { withSession } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

/** What has to be read from an archive's own metadata. */
export interface ArchiveDetails {
  readonly hostname: string;
  readonly username: string;
  readonly comment: string;
  readonly command_line: readonly string[];
  /** Microseconds since 1970. */
  readonly end: bigint;
  readonly tamVerified: boolean;
}

export interface ListRepositoryOptions extends RepositoryTarget {
  readonly selection?: ArchiveSelection;
  /** Read each archive's metadata as well. */
  readonly withDetails?: boolean;
}

/**
 * Lists the archives of a repository, one call of `visit` for each.
 * @throws The errors of opening, see `openSession`; with details those of `readArchiveRecord`.
 */
export function listRepository(
  options: ListRepositoryOptions,
  ctx: EngineContext,
  visit: (archive: ArchiveEntry, details: ArchiveDetails | undefined) => void | Promise<void>,
): Promise<RepositoryFacts> {
  return withSession(options, ctx, { exclusive: false, operations: ["read"] }, async (session) => {
    for (const archive of selectArchives(session.manifest, options.selection)) {
      const details = options.withDetails === true ? await readDetails(session, archive) : undefined;
      await visit(archive, details);
    }
    return repositoryFacts(session);
  });
}

async function readDetails(session: Session, archive: ArchiveEntry): Promise<ArchiveDetails> {
  const { record, verified } = await readArchiveRecord(session, archive.id);
  return {
    hostname: record.hostname,
    username: record.username,
    comment: record.comment ?? "",
    command_line: record.cmdline,
    end: parseTimestamp(endOf(record)),
    tamVerified: verified,
  };
}

/** Old archives know only when they began. */
export function endOf(record: ArchiveRecord): string {
  return record.time_end === undefined || record.time_end === "" ? record.time : record.time_end;
}

export interface ListArchiveOptions extends RepositoryTarget {
  readonly archive: string;
  /** Which items; default all. */
  readonly matches?: (path: string) => boolean;
  /** List part files as well. */
  readonly considerPartFiles?: boolean;
  /** Open the chunks cache, for formats that ask how often a chunk is referred to. */
  readonly withCache?: boolean;
}

/** What the visitor of items may need besides the item. */
export interface ArchiveView {
  readonly name: string;
  /** 32 bytes. */
  readonly id: Uint8Array;
  readonly record: ArchiveRecord;
  /** References to a chunk in the whole repository; 0 without a cache. */
  refcount(id: Uint8Array): number;
  /** Content of a file, verified, piece by piece. */
  content(item: Item): AsyncGenerator<Uint8Array, void, undefined>;
}

/**
 * Lists the items of an archive, one call of `visit` for each. An item is good during its call only.
 * @throws {ArchiveDoesNotExist}
 * @throws The errors of opening, see `openSession`; of reading, see `readItems`.
 */
export function listArchive(
  options: ListArchiveOptions,
  ctx: EngineContext,
  visit: (item: Item, archive: ArchiveView) => void | Promise<void>,
): Promise<void> {
  return withSession(options, ctx, { exclusive: false, operations: ["read"] }, async (session) => {
    if (options.withCache !== true) {
      await visitItems(session, undefined, options, visit);
      return;
    }
    const cache = await openCache(session);
    try {
      await visitItems(session, cache, options, visit);
    } finally {
      await cache.close();
    }
  });
}

async function visitItems(
  session: Session,
  cache: Cache | undefined,
  options: ListArchiveOptions,
  visit: (item: Item, archive: ArchiveView) => void | Promise<void>,
): Promise<void> {
  const archive = await loadArchive(session, options.archive);
  const view = viewOf(session, archive, cache);
  for await (const items of archive.itemBatches()) {
    for (const item of items) {
      if (item.part !== undefined && options.considerPartFiles !== true) continue;
      if (options.matches !== undefined && !options.matches(item.path)) continue;
      const pending = visit(item, view);
      if (pending !== undefined) await pending;
    }
  }
}

function viewOf(session: Session, archive: LoadedArchive, cache: Cache | undefined): ArchiveView {
  return {
    name: archive.record.name,
    id: archive.id,
    record: archive.record,
    refcount: (id) => cache?.refcount(id) ?? 0,
    async *content(item) {
      const chunks = item.chunks ?? [];
      for await (const { plaintext } of session.readObjects(chunks)) yield plaintext;
    },
  };
}
