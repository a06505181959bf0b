import { mkdir, open, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { DEFAULT_CHUNKER_PARAMS } from "@coffer/format/chunker";
import { BorgError } from "@coffer/format/errors";
import { FILES_CACHE_MODE_DEFAULT, FILES_CACHE_MODE_DISABLED } from "../cache/index.ts";
import type { FilesCacheMode, LocalCacheOptions } from "../cache/index.ts";
import type { EngineContext } from "../context/index.ts";
import { osErrorFrom } from "../platform/index.ts";
import { create } from "./create.ts";
import { deleteArchives } from "./delete-archives.ts";
import { extract } from "./extract.ts";
import type { RepositoryTarget } from "./repository-target.ts";

/** Files of one content and size that are backed up, read and deleted. */
export interface CrudLoad {
  readonly name: string;
  readonly fileCount: number;
  /** Bytes of each. */
  readonly fileSize: number;
  /** Random bytes; else all zeros. */
  readonly isRandom: boolean;
}

/** Seconds that each step took. */
export interface CrudTimes {
  readonly create: number;
  readonly extract: number;
  /** A second archive of the same files. */
  readonly update: number;
  readonly delete: number;
}

export interface BenchmarkCrudOptions extends RepositoryTarget {
  readonly path: string;
  readonly loads: readonly CrudLoad[];
  /** What was typed, to be stored in the archives. */
  readonly cmdline: readonly string[];
  readonly cache?: LocalCacheOptions;
  /** Ends the command with an error at the next good place. */
  readonly signal?: AbortSignal | undefined;
}

const FOLDER = "borg-test-data";
const ARCHIVE = "borg-benchmark-crud";

/**
 * Measures create, extract, update and delete of the loads, by way of the commands themselves. Files are made below `path` and
 * removed after each load; of the archives `borg-benchmark-crud1` to `3`, nothing is left.
 *
 * @param visit Called after each load.
 * @throws {BorgError} If there is a folder `borg-test-data` already; it is not touched.
 * @throws The errors of the commands; archives may be left then.
 */
export async function benchmarkCrud(
  options: BenchmarkCrudOptions,
  ctx: EngineContext,
  visit: (load: CrudLoad, times: CrudTimes) => void,
): Promise<void> {
  for (const load of options.loads) {
    const folder = join(options.path, FOLDER);
    await makeFolder(folder);
    try {
      await writeFiles(folder, load, ctx);
      visit(load, await measure(folder, options, ctx));
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
}

async function measure(folder: string, options: BenchmarkCrudOptions, ctx: EngineContext): Promise<CrudTimes> {
  const { repository, lock = true, cache, cmdline, signal } = options;
  const common = { repository, lock, signal };
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const begunMs = ctx.clock.monotonicMs();
    await work();
    return (ctx.clock.monotonicMs() - begunMs) / 1000;
  };
  const store = async (number: number, filesCacheMode: FilesCacheMode): Promise<unknown> =>
    await create(
      {
        ...common,
        archive: `${ARCHIVE}${number}`,
        paths: [folder],
        compression: { name: "none" },
        chunker: DEFAULT_CHUNKER_PARAMS,
        cmdline,
        cache: { ...cache, filesCacheMode },
      },
      ctx,
    );
  const remove = async (number: number): Promise<unknown> =>
    await deleteArchives({ ...common, archives: [`${ARCHIVE}${number}`], ...(cache && { cache }) }, ctx);
  const read = async (): Promise<void> =>
    await extract({ ...common, archive: `${ARCHIVE}1`, target: folder, dryRun: true }, ctx);

  const createSeconds = await timed(() => store(1, FILES_CACHE_MODE_DISABLED));
  // Fills the files cache, which the first archive did not use.
  await store(2, FILES_CACHE_MODE_DEFAULT);
  await remove(2);
  const updateSeconds = await timed(() => store(3, FILES_CACHE_MODE_DEFAULT));
  await remove(3);
  const extractSeconds = await timed(read);
  const deleteSeconds = await timed(() => remove(1));
  return { create: createSeconds, extract: extractSeconds, update: updateSeconds, delete: deleteSeconds };
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(dirname(folder), { recursive: true });
    await mkdir(folder);
  } catch (error) {
    const cause = osErrorFrom(error, folder);
    throw new BorgError(`Error: ${cause instanceof Error ? cause.message : String(cause)}`, { cause: error });
  }
}

/** Durable, so that no writing of them falls into what is measured. */
async function writeFiles(folder: string, load: CrudLoad, ctx: EngineContext): Promise<void> {
  const zeros = new Uint8Array(load.isRandom ? 0 : load.fileSize);
  for (let index = 0; index < load.fileCount; index += 1) {
    const file = await open(join(folder, `file_${index}`), "wx");
    try {
      await file.writeFile(load.isRandom ? ctx.randomBytes(load.fileSize) : zeros);
      await file.sync();
    } finally {
      await file.close();
    }
  }
}
