/**
 * Tar files as the user names them: a path or `-`, with a *filter*, a program that compresses or decompresses, in between.
 *
 * Stands on text and environment.
 *
 * @module
 */
export { openTarSource } from "./open-tar-source.ts";
export { openTarTarget } from "./open-tar-target.ts";
export type { TarFileOptions } from "./tar-file-options.ts";
