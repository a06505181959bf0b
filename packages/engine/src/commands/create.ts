import assert from "node:assert/strict";
import type { ChunkerParams } from "@coffer/format/chunker";
import type { CompressionSpec, Compressor } from "@coffer/format/compression";
import type { PatternMatcher } from "@coffer/format/patterns";
import { createArchive, MetadataCollector, OwnSource, startCreatePool, Walker } from "../archive/index.ts";
import type {
  FilesChanged,
  MetadataOptions,
  PipedInput,
  SharedPlan,
  SourceShare,
  WalkAheadOptions,
  WalkEvent,
  WalkOptions,
} from "../archive/index.ts";
import { openCache } from "../cache/index.ts";
import type { CacheOptions } from "../cache/index.ts";
import type { EngineContext } from "../context/index.ts";
import { feedInputs } from "./create-inputs.ts";
import type { CreateInputs } from "./create-inputs.ts";
import { createResult } from "./create-result.ts";
import type { CreateResult, ResultWishes } from "./create-result.ts";
import { chosenCompressor } from "./chosen-compressor.ts";
import { ownFolders, withSession } from "./repository-target.ts";
import type { RepositoryTarget } from "./repository-target.ts";

/** Seconds of work between checkpoints. */
export const CHECKPOINT_INTERVAL = 1800;

/** What the walk is told besides metadata and patterns. */
export type WalkRules = Omit<WalkOptions, "metadata" | "matcher" | "skipFolders" | "dryRun">;

export interface CreateOptions extends RepositoryTarget, CreateInputs, ResultWishes {
  readonly archive: string;
  readonly matcher?: PatternMatcher;
  readonly walk?: WalkRules;
  readonly metadata?: MetadataOptions;
  readonly compression: CompressionSpec;
  readonly chunker: ChunkerParams;
  readonly filesChanged?: FilesChanged;
  readonly sparse?: boolean;
  readonly comment?: string;
  /** Start of the archive instead of now, µs since 1970. */
  readonly timestampMicros?: bigint | undefined;
  /** What was typed, to be stored in the archive. */
  readonly cmdline: readonly string[];
  /** Seconds of work between checkpoints; 0: none by time. Default 1800. */
  readonly checkpointInterval?: number;
  readonly cache?: CacheOptions;
  /** Hears of the special files that `walk.specialBelow` leaves out. */
  readonly specialLeftOut?: ((path: string) => void) | undefined;
  /**
   * The archive's part in files that others are made of at the same time; its other options then tell the same files and
   * the same reading as theirs. It is left in every case.
   */
  readonly share?: SourceShare | undefined;
}

/**
 * Makes a new archive of its inputs; committed and durable on return.
 *
 * Files that cannot be read are warnings of `ctx.reporter`. After any error the repository is as it was before, or as it
 * was at the last checkpoint: then it has an archive `NAME.checkpoint` with all that was done until then. When the user
 * wants the command to stop, it first makes a checkpoint.
 *
 * @throws {ArchiveAlreadyExists}
 * @throws The errors of opening, see `openSession` and `openCache`.
 */
export async function create(options: CreateOptions, ctx: EngineContext): Promise<CreateResult> {
  const begunMs = ctx.clock.monotonicMs();
  const compressor = chosenCompressor(options.compression, ctx);
  const { share, chunker } = options;
  const source = share ?? new OwnSource(startCreatePool(ctx.threads, chunker, compressor));
  try {
    if (share !== undefined) beginShare(share, options, compressor, ctx);
    return await createFrom(source, options, { compressor, begunMs }, ctx);
  } finally {
    await (source instanceof OwnSource ? source.close() : source.leave());
  }
}

function beginShare(share: SourceShare, options: CreateOptions, compressor: Compressor, ctx: EngineContext): void {
  const isWalked = options.input === undefined && !(options.standardInput !== undefined && options.paths.includes("-"));
  assert(isWalked, "only what is found by walking can be shared");
  const { threads } = ctx;
  const { compression } = options;
  share.begin({ threads, walk: walkOptions(options, ctx), reading: readingRules(options), compression, compressor });
}

function walkOptions(options: CreateOptions, ctx: EngineContext): WalkAheadOptions {
  return {
    roots: options.input === undefined ? options.paths : [],
    takesStandardInput: options.standardInput !== undefined,
    matcher: options.matcher,
    metadata: options.metadata ?? {},
    rules: { ...options.walk, skipFolders: ownFolders(options, ctx) },
  };
}

function readingRules({ chunker, filesChanged = "ctime", sparse = false }: CreateOptions): SharedPlan["reading"] {
  return { chunker, filesChanged, sparse };
}

function createFrom(
  source: OwnSource | SourceShare,
  options: CreateOptions,
  { compressor, begunMs }: { readonly compressor: Compressor; readonly begunMs: number },
  ctx: EngineContext,
): Promise<CreateResult> {
  const access = { exclusive: true, operations: ["write"], secure: false } as const;
  return withSession(options, ctx, access, async (session) => {
    session.compressor = compressor;
    source.start(walkOptions(options, ctx));
    const cache = await openCache(session, options.cache);
    try {
      const created = await createArchive(session, cache, {
        name: options.archive,
        source,
        feed: (feed) => feedInputs(options, feed),
        standardInput: options.standardInput,
        specialLeftOut: options.specialLeftOut,
        metadata: options.metadata ?? {},
        compression: options.compression,
        ...readingRules(options),
        comment: options.comment ?? "",
        ...(options.timestampMicros === undefined ? {} : { timestampMicros: options.timestampMicros }),
        cmdline: options.cmdline,
        begunMs,
        checkpointInterval: options.checkpointInterval ?? CHECKPOINT_INTERVAL,
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
      return await createResult(session, cache, created, options);
    } finally {
      await cache.close();
    }
  });
}

export type CreateDryRunOptions = Pick<CreateOptions, "repository" | "matcher" | "walk"> & CreateInputs;

/**
 * Takes inputs as {@link create} would and tells the status of each path. Opens neither repository nor files; runs a
 * program only if it tells the paths.
 */
export async function createDryRun(options: CreateDryRunOptions, ctx: EngineContext): Promise<void> {
  const { reporter } = ctx;
  const walker = new Walker({
    ...options.walk,
    ...(options.matcher === undefined ? {} : { matcher: options.matcher }),
    metadata: new MetadataCollector({}, () => undefined),
    skipFolders: ownFolders(options, ctx),
    dryRun: true,
  });
  const tell = (events: Iterable<WalkEvent>): void => {
    for (const event of events) {
      if (event.type === "warning") reporter.warn(event.warning);
      else if (event.type === "status") reporter.fileStatus(event.status, event.path);
    }
  };
  const pipe = ({ file }: PipedInput): void => reporter.fileStatus("-", file.name);
  await feedInputs(options, {
    walk: async () => {
      const { standardInput } = options;
      for (const root of options.paths) {
        if (root === "-" && standardInput !== undefined) pipe(standardInput);
        else tell(walker.walk(root));
      }
      return Promise.resolve();
    },
    paths: (paths) => {
      for (const path of paths) tell(walker.single(path));
      return Promise.resolve();
    },
    pipe: (input) => Promise.resolve(pipe(input)),
    settle: () => Promise.resolve(),
  });
}
