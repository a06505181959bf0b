import { InvalidRepository } from "@coffer/format/errors";
import type { RepositoryConfig } from "@coffer/format/segment";
import { lastCommittedSegment, parseConfig, SegmentFiles } from "../repository/index.ts";
import type { Storage } from "../storage/index.ts";
import { isParked, unparkConfig } from "./parked-config.ts";
import { readIfThere } from "./read-if-there.ts";

/** The log of a repository, as one side of a copy sees it. */
export interface CopiedLog {
  readonly storage: Storage;
  readonly segments: SegmentFiles;
  readonly config: RepositoryConfig;
  readonly configText: string;
  /** It is a copy that is not whole. */
  readonly isParked: boolean;
  /** The last that was committed. */
  readonly transaction: number | undefined;
  /** Segments, ascending, with their sizes; 0: of one whose removal was interrupted, or that has only its name. */
  readonly sizes: ReadonlyMap<number, number>;
}

/** The log of a whole repository. */
export interface SourceLog extends CopiedLog {
  readonly transaction: number;
}

/** `undefined` if there is no config. @throws {InvalidRepositoryConfig} */
export async function readLog(storage: Storage): Promise<CopiedLog | undefined> {
  const bytes = await readIfThere(storage, "config");
  if (bytes === undefined) return undefined;
  const configText = new TextDecoder().decode(bytes);
  const config = parseConfig(unparkConfig(configText), storage.location);
  const segments = new SegmentFiles(storage, config.segments_per_dir);
  const sizes = new Map<number, number>();
  for await (const segment of segments.ascending()) {
    sizes.set(segment, (await segments.size(segment)) ?? 0);
  }
  const transaction = await lastCommittedSegment({ storage, segments });
  return { storage, segments, config, configText, isParked: isParked(configText), transaction, sizes };
}

/** As {@link readLog}, of a whole repository. @throws {InvalidRepository} If it is none, or a copy that is not whole. */
export async function readSource(storage: Storage): Promise<SourceLog> {
  const log = await readLog(storage);
  if (log === undefined || log.isParked || log.transaction === undefined) throw new InvalidRepository(storage.location);
  return { ...log, transaction: log.transaction };
}
