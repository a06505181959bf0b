import { addAbortSignal } from "node:stream";
import type { ChunkerParams } from "@coffer/format/chunker";
import type { CompressionSpec } from "@coffer/format/compression";
import { BufferedFile, importArchive, ReadableBytes } from "../archive/index.ts";
import type { ByteStream, PipedContent } from "../archive/index.ts";
import { openCache } from "../cache/index.ts";
import type { CacheOptions } from "../cache/index.ts";
import type { EngineContext } from "../context/index.ts";
import { CHECKPOINT_INTERVAL } from "./create.ts";
import { createResult } from "./create-result.ts";
import type { CreateResult } from "./create-result.ts";
import { withSession } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";
import { chosenCompressor } from "./chosen-compressor.ts";

/** What nobody wants is read in pieces of this size. */
const DRAIN_SIZE = 256 * 1024;

/** Where a tar file comes from. */
export interface TarSource {
  /** A descriptor stays the source's own. */
  readonly content: PipedContent;
  /** Read it to its end even where the tar file ends before: whoever writes it must be able to end well. */
  readonly isDrained: boolean;
  /** Called when no more is wanted. @throws If what was read is not the whole. */
  finish(): Promise<void>;
  /** Called in every case, at last. */
  close(): void;
}

export interface ImportTarOptions extends RepositoryTarget {
  readonly archive: string;
  /** Called once the repository is open. */
  readonly openSource: () => Promise<TarSource>;
  /** Go on behind the end of a tar file: others may follow. */
  readonly ignoreZeros?: boolean;
  readonly compression: CompressionSpec;
  readonly chunker: ChunkerParams;
  readonly comment?: string;
  /** Start of the archive instead of now, µs since 1970. */
  readonly timestampMicros?: bigint | undefined;
  /** What was typed, to be stored in the archive. */
  readonly cmdline: readonly string[];
  /** Seconds of work between checkpoints; 0: none by time. Default 1800. */
  readonly checkpointInterval?: number;
  readonly cache?: CacheOptions;
  /** Find the totals of the whole repository as well. */
  readonly withCacheStatistics?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Makes a new archive of what is in a tar file; committed and durable on return.
 *
 * After any error the repository is as it was before, or as it was at the last checkpoint.
 *
 * @throws {ArchiveAlreadyExists} Nothing was read.
 * @throws {TarReadError} If the tar file is broken.
 * @throws The errors of opening, see `openSession` and `openCache`, and those of the source.
 */
export function importTar(options: ImportTarOptions, ctx: EngineContext): Promise<CreateResult> {
  const begunMs = ctx.clock.monotonicMs();
  const access = { exclusive: true, operations: ["write"], secure: false } as const;
  return withSession(options, ctx, access, async (session) => {
    session.compressor = chosenCompressor(options.compression, ctx);
    const cache = await openCache(session, options.cache);
    try {
      const source = await options.openSource();
      try {
        const input = bytesOf(source.content, options.signal);
        const created = await importArchive(session, cache, {
          name: options.archive,
          input,
          inputRead: async () => {
            if (source.isDrained) await drain(input);
            await source.finish();
          },
          ignoreZeros: options.ignoreZeros ?? false,
          compression: options.compression,
          chunker: options.chunker,
          comment: options.comment ?? "",
          timestampMicros: options.timestampMicros,
          cmdline: options.cmdline,
          begunMs,
          checkpointInterval: options.checkpointInterval ?? CHECKPOINT_INTERVAL,
          signal: options.signal,
        });
        return await createResult(session, cache, created, options);
      } finally {
        source.close();
      }
    } finally {
      await cache.close();
    }
  });
}

function bytesOf(content: PipedContent, signal: AbortSignal | undefined): ByteStream {
  if ("fd" in content) return new BufferedFile(content.fd);
  // Whoever wants the command to end shall not have to wait for more.
  if (signal !== undefined) addAbortSignal(signal, content.readable);
  return new ReadableBytes(content.readable);
}

async function drain(input: ByteStream): Promise<void> {
  const scratch = new Uint8Array(DRAIN_SIZE);
  while ((await input.readInto(scratch)) === scratch.length);
}
