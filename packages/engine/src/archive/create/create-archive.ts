import type { Cache } from "../../cache/index.ts";
import type { Session } from "../../session/index.ts";
import type { FilesChanged, PipelinePool } from "../jobs/index.ts";
import { MetadataCollector } from "../source/index.ts";
import type { MetadataOptions } from "../source/index.ts";
import { ArchiveFeed } from "./archive-feed.ts";
import { EntryFactory } from "./entry-factory.ts";
import type { EntryIntake } from "./entry-intake.ts";
import type { ItemCollector } from "./item-collector.ts";
import { pipedEntries } from "./piped-entry.ts";
import type { PipedInput } from "./piped-entry.ts";
import type { WalkAhead } from "./walk-ahead.ts";
import { writeArchive } from "./write-archive.ts";
import type { ArchiveOptions, CreatedArchive } from "./write-archive.ts";

export interface CreateArchiveOptions extends ArchiveOptions {
  /** Gives the archive its content. What it throws ends the command. */
  readonly feed: (feed: ArchiveFeed) => Promise<void>;
  /** As `startCreatePool` makes it; the caller closes it. */
  readonly pool: PipelinePool;
  /** Under way; the caller closes it. */
  readonly walk: WalkAhead;
  /** What the walk takes for standard input. */
  readonly standardInput?: PipedInput | undefined;
  /** Hears of special files that the walk was told not to read. */
  readonly specialLeftOut?: ((path: string) => void) | undefined;
  /** As the walk was told. */
  readonly metadata: MetadataOptions;
  readonly filesChanged: FilesChanged;
  readonly sparse: boolean;
}

/**
 * Writes an archive of files and commits it; see {@link writeArchive}. Files that cannot be read are warnings.
 *
 * @throws {ArchiveAlreadyExists} Before anything is written.
 */
export function createArchive(session: Session, cache: Cache, options: CreateArchiveOptions): Promise<CreatedArchive> {
  const addEntries = (intake: EntryIntake, items: ItemCollector): Promise<void> =>
    options.feed(feedOf(session, cache, intake, items, options));
  return writeArchive(session, cache, { ...options, addEntries });
}

function feedOf(
  session: Session,
  cache: Cache,
  intake: EntryIntake,
  items: ItemCollector,
  options: CreateArchiveOptions,
): ArchiveFeed {
  const { ctx } = session;
  const { reporter, cwd } = ctx;
  const { walk, standardInput } = options;
  const factory = new EntryFactory({
    key: session.key,
    cwd,
    cache,
    reporter,
    metadata: new MetadataCollector(options.metadata, (message) =>
      reporter.log({ level: "warning", message, name: "borg.xattr" }),
    ),
    forgetMaster: (master) => walk.forgetMaster(master),
    items,
    specialLeftOut: options.specialLeftOut,
    standardInput: () => (standardInput === undefined ? [] : pipedEntries(standardInput, false, items, ctx)),
  });
  return new ArchiveFeed({ ctx, intake, walk, factory, items });
}
