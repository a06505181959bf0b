import type { RcloneRemote } from "./rclone-remote.ts";

/** Of files that are being written; no objects lie there. */
export const UPLOADS_PREFIX = ".uploads/";
const NEW_PREFIX = `${UPLOADS_PREFIX}new/`;
const NEXT_PREFIX = `${UPLOADS_PREFIX}next/`;

/** No upload takes so long: what is older was left by somebody who was interrupted. */
const LEFT_MS = 24 * 3_600_000;

/**
 * Objects on a remote that shows files while they are being written, such as a disk or SFTP: they are written elsewhere, and renamed when
 * they are whole.
 *
 * rclone removes the file that a renamed one replaces before it renames. Should that be interrupted, the *successor* is all there is, and
 * it is whole: readers who miss an object look for its successor.
 */
export class RenamedUploads {
  readonly #remote: RcloneRemote;
  #cleared: Promise<void> | undefined;

  constructor(remote: RcloneRemote) {
    this.#remote = remote;
  }

  async put(key: string, parts: readonly Uint8Array[], signal: AbortSignal | undefined): Promise<void> {
    this.#cleared ??= this.#clearLeft();
    await this.#cleared;
    const isThere = (await this.#remote.stat(key, signal)) !== undefined;
    const name = isThere ? successorOf(key) : NEW_PREFIX + encodeURIComponent(key);
    await this.#remote.upload(name, parts, signal);
    await this.#remote.rename(name, key, signal);
  }

  /** To be called before an object is removed: it has no successor any more. */
  async forget(key: string, signal: AbortSignal | undefined): Promise<void> {
    await this.#remote.remove(successorOf(key), signal);
  }

  async #clearLeft(): Promise<void> {
    const oldestMs = Date.now() - LEFT_MS;
    const files = await this.#remote.list(NEW_PREFIX.slice(0, -1), { withTimes: true });
    for (const { path, modifiedMs } of files) if (modifiedMs < oldestMs) await this.#remote.remove(path);
  }
}

/** Where the content of an object may lie that is missing. */
export function successorOf(key: string): string {
  return NEXT_PREFIX + encodeURIComponent(key);
}
