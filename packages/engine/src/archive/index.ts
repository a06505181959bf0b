/**
 * Whole operations on archives: writing one from files, reading one back, checking them.
 *
 * - *pipeline*: stages on the main thread with jobs on workers between them; bytes travel in shared memory.
 * - *mount*: archives as a file system that is read while it is mounted.
 * - *source*: files, turned into items. *restore*: items, turned into files. *contents*: chunks, fetched ahead and verified.
 *
 * Stands on cache, session, repository, threads, fuse, platform. Knows nothing of terminals and commands.
 *
 * @module
 */
export * from "./check/index.ts";
export * from "./checkpoint/index.ts";
export * from "./create/index.ts";
export * from "./diff/index.ts";
export * from "./extract/index.ts";
export * from "./import/index.ts";
export type { FilesChanged } from "./jobs/index.ts";
export * from "./mount/index.ts";
export * from "./recreate/index.ts";
export { renameArchive } from "./rename-archive.ts";
export { MetadataCollector, ReadableBytes, RunningProgram, separatedPaths, Walker } from "./source/index.ts";
export type { MetadataOptions, PathMatcher, PipedFile, ProgramCall, WalkEvent, WalkOptions } from "./source/index.ts";
export * from "./verify/index.ts";
