import { isTrouble } from "../object-store-error.ts";
import type { RcloneAnswer, RcloneClient } from "./rclone-client.ts";
import { rcloneError } from "./rclone-error.ts";

/** A file as rclone lists it. */
export interface RemoteFile {
  readonly path: string;
  readonly size: number;
  /** Milliseconds since 1970; NaN where it was not asked for. */
  readonly modifiedMs: number;
}

/** The files of one remote, by calls of a running rclone. Errors are those of its client. */
export class RcloneRemote {
  readonly #client: RcloneClient;
  readonly #fs: string;

  /** @param fs As rclone writes it: `REMOTE:PATH`. */
  constructor(client: RcloneClient, fs: string) {
    this.#client = client;
    this.#fs = fs;
  }

  /** Whether files can be renamed there. Where they cannot, they come into being whole: it is an object store. */
  async canRename(): Promise<boolean> {
    const { Features: features } = await this.#client.call("operations/fsinfo", { fs: this.#fs });
    return (features as { readonly Move?: boolean }).Move === true;
  }

  /** @param range As HTTP has it. */
  read(path: string, range: string | undefined, signal?: AbortSignal): Promise<RcloneAnswer> {
    return this.#client.read(this.#fs, path, range, signal);
  }

  upload(path: string, parts: readonly Uint8Array[], signal?: AbortSignal): Promise<void> {
    return this.#client.upload(this.#fs, path, parts, signal);
  }

  /** `undefined` if there is no such file. */
  async stat(path: string, signal?: AbortSignal): Promise<RemoteFile | undefined> {
    const { item } = await this.#client.call("operations/stat", { fs: this.#fs, remote: path }, signal);
    return item === null ? undefined : fileOf(item as ListedItem);
  }

  /** Files below a folder, at any depth and in any order; none if there is no such folder. */
  async list(
    folder: string,
    options: { readonly withTimes: boolean; readonly signal?: AbortSignal | undefined },
  ): Promise<RemoteFile[]> {
    const opt = { recurse: true, filesOnly: true, noModTime: !options.withTimes, noMimeType: true };
    const input = { fs: this.#fs, remote: folder, opt };
    const found = await unlessMissing(this.#client.call("operations/list", input, options.signal));
    return ((found?.["list"] ?? []) as ListedItem[]).map(fileOf);
  }

  /** Fine if there is no such file. */
  async remove(path: string, signal?: AbortSignal): Promise<void> {
    await unlessMissing(this.#client.call("operations/deletefile", { fs: this.#fs, remote: path }, signal));
  }

  /** What was at `target` is removed first. */
  async rename(source: string, target: string, signal?: AbortSignal): Promise<void> {
    const names = { srcFs: this.#fs, srcRemote: source, dstFs: this.#fs, dstRemote: target };
    // else a file of the same size and time counts as moved already
    await this.#client.call("operations/movefile", { ...names, _config: { IgnoreTimes: true } }, signal);
  }
}

interface ListedItem {
  readonly Path: string;
  readonly Size: number;
  readonly ModTime: string;
}

function fileOf({ Path: path, Size: size, ModTime: time }: ListedItem): RemoteFile {
  return { path, size, modifiedMs: Date.parse(time) };
}

async function unlessMissing<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (isTrouble(rcloneError(error, "", undefined), "missing")) return undefined;
    throw error;
  }
}
