import { textToBytes } from "@coffer/format/bytes";
import type { MsgpackValue } from "@coffer/format/bytes";
import { BorgError, NotLocked, NotMyLock, PathNotAllowed } from "@coffer/format/errors";
import { negotiationResult, parseVersion, readClientData } from "@coffer/format/rpc";
import type { EngineContext, LogLevel } from "../context/index.ts";
import { pythonBytesRepr, pythonRepr } from "../platform/index.ts";
import { LocalRepository } from "../repository/index.ts";
import { assertAllowed, resolveServedPath } from "./served-path.ts";
import type { PathOrigins, PathRestrictions } from "./served-path.ts";

/** What the administrator has decided; no client can change it. */
export interface ServerPolicy extends PathRestrictions {
  /** Repositories only ever grow. A client may still make a new one that is not append-only by itself. */
  readonly appendOnly: boolean;
  /** Bytes, in place of what the repository says; 0: none. A new repository keeps it. */
  readonly storageQuota: number | undefined;
}

export interface ServerOptions extends ServerPolicy {
  /** The Borg that clients are to see, such as `1.4.5`. */
  readonly version: string;
  readonly homeOf: PathOrigins["homeOf"];
  /** The client has said that it reads log lines as JSON. */
  readonly onJson: () => void;
}

/** What a client may say about the repository that it wants. */
export interface ServedOpening {
  readonly path: string;
  readonly create: boolean;
  /** `undefined`: for ever. */
  readonly lock_wait: number | undefined;
  readonly lock: boolean;
  /** `undefined`: an old client, whose lock is upgraded by the first write. */
  readonly exclusive: boolean | undefined;
  readonly append_only: boolean;
  readonly make_parent_dirs: boolean;
}

/** Stands between one client and the repositories of this machine. */
export class RepositoryServer {
  readonly #options: ServerOptions;
  readonly #closed: AbortSignal | undefined;
  readonly #ctx: EngineContext;
  #repository: LocalRepository | undefined;
  #wasAllowed = false;

  /** @param closed Aborted when the client is gone: then nothing is worth waiting for. */
  constructor(options: ServerOptions, closed: AbortSignal | undefined, ctx: EngineContext) {
    this.#options = options;
    this.#closed = closed;
    this.#ctx = ctx;
  }

  /** Whether the client has named a repository that it may reach. */
  get wasAllowed(): boolean {
    return this.#wasAllowed;
  }

  /** @throws {BorgError} If none was opened. */
  get repository(): LocalRepository {
    if (this.#repository === undefined) throw new BorgError("no repository is open");
    return this.#repository;
  }

  negotiate(clientData: MsgpackValue | undefined): MsgpackValue {
    const client = readClientData(clientData);
    if (client.wantsJson) {
      this.#options.onJson();
      this.#log("debug", "Initialized logging system for JSON-based protocol", "borg.remote");
    }
    return negotiationResult(client, parseVersion(this.#options.version));
  }

  /**
   * Opens the repository that this client works with, in place of the one before.
   *
   * @returns Its id.
   * @throws {PathNotAllowed} @throws What opening and creating throw. No repository is open then.
   * @throws The reason of `closed`, if that comes while another one holds the lock.
   */
  async open(opening: ServedOpening): Promise<Uint8Array> {
    await this.close();
    const path = await this.#resolve(opening.path);
    this.#wasAllowed = true;
    const ctx = { ...this.#ctx, lockWaitSeconds: opening.lock_wait ?? -1 };
    const { appendOnly, storageQuota } = this.#options;
    const { create, append_only, make_parent_dirs: makeParentDirs } = opening;
    this.#repository = create
      ? await LocalRepository.create(
          path,
          { appendOnly: append_only, storageQuota, makeParentDirs, frugalIndex: true },
          ctx,
        )
      : await LocalRepository.open(
          path,
          {
            exclusive: opening.exclusive ?? false,
            lock: opening.lock,
            appendOnly: appendOnly || append_only,
            storageQuota,
            frugalIndex: true,
            signal: this.#closed,
          },
          ctx,
        );
    return this.#repository.id;
  }

  /** As the repository does; without `repair`, the end of the client is the end of the check. */
  check(repair: boolean, maxDurationSeconds: number): Promise<boolean> {
    return this.repository.check({ repair, maxDurationSeconds, signal: this.#closed });
  }

  /** Forgets what was not committed; Borg's clients ask for it after they have destroyed the repository, too. */
  async rollback(): Promise<void> {
    await this.#repository?.rollback();
  }

  /** Removes the open repository from the disk; none is open then. @throws What the repository throws; it stays open. */
  async destroy(): Promise<void> {
    await this.repository.destroy();
    this.#repository = undefined;
  }

  /** Forgets what was not committed and releases the lock. */
  async close(): Promise<void> {
    const repository = this.#repository;
    this.#repository = undefined;
    try {
      await repository?.close();
    } catch (error) {
      // Somebody broke the lock, perhaps this very client: there is nothing left to release.
      if (!(error instanceof NotLocked || error instanceof NotMyLock)) throw error;
      this.#log("warning", error.message, "borg.repository");
    }
  }

  async #resolve(path: string): Promise<string> {
    this.#log("debug", `Resolving repository path ${pythonBytesRepr(textToBytes(path))}`);
    if (!path.isWellFormed() || path.includes("\0")) throw new PathNotAllowed(path);
    const { folders, cwd } = this.#ctx;
    const resolved = await resolveServedPath(path, { home: folders.base, cwd, homeOf: this.#options.homeOf });
    this.#log("debug", `Resolved repository path to ${pythonRepr(resolved)}`);
    await assertAllowed(resolved, this.#options, cwd);
    return resolved;
  }

  #log(level: LogLevel, message: string, name = "root"): void {
    this.#ctx.reporter.log({ level, message, name });
  }
}
