import type { Cache } from "../../cache/index.ts";
import type { Session } from "../../session/index.ts";
import type { FilesChanged } from "../jobs/index.ts";
import { MetadataCollector } from "../source/index.ts";
import type { MetadataOptions } from "../source/index.ts";
import { ArchiveFeed } from "./archive-feed.ts";
import { EntryFactory } from "./entry-factory.ts";
import type { EntryIntake } from "./entry-intake.ts";
import type { ItemCollector } from "./item-collector.ts";
import type { OwnSource } from "./own-source.ts";
import { pipedEntries } from "./piped-entry.ts";
import type { PipedInput } from "./piped-entry.ts";
import { SourceShare } from "./shared-source.ts";
import { writeArchive } from "./write-archive.ts";
import type { ArchiveOptions, CreatedArchive } from "./write-archive.ts";

export interface CreateArchiveOptions extends ArchiveOptions {
  /** Gives the archive its content, where the source is its own. What it throws ends the command. */
  readonly feed: (feed: ArchiveFeed) => Promise<void>;
  /** Under way; the caller closes it. */
  readonly source: OwnSource | SourceShare;
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
  const { ctx } = session;
  const { source } = options;
  const addEntries = (intake: EntryIntake, items: ItemCollector): Promise<void> => {
    const factory = entryFactory(session, cache, items, options);
    if (source instanceof SourceShare) return source.feed({ factory, intake, reporter: ctx.reporter });
    return options.feed(new ArchiveFeed({ ctx, intake, source, factory, items }));
  };
  const reading =
    source instanceof SourceShare ? { joinReading: source.joinReading.bind(source) } : { pool: source.pool };
  return writeArchive(session, cache, { ...options, ...reading, addEntries });
}

function entryFactory(
  { ctx, key }: Session,
  cache: Cache,
  items: ItemCollector,
  { source, standardInput, specialLeftOut, metadata }: CreateArchiveOptions,
): EntryFactory {
  const { reporter, cwd } = ctx;
  return new EntryFactory({
    key,
    cwd,
    cache,
    reporter,
    metadata: new MetadataCollector(metadata, (message) =>
      reporter.log({ level: "warning", message, name: "borg.xattr" }),
    ),
    forgetMaster: (master) => source.walk.forgetMaster(master),
    items,
    specialLeftOut,
    sources: source.contents,
    standardInput: () => (standardInput === undefined ? [] : pipedEntries(standardInput, false, items, ctx)),
  });
}
