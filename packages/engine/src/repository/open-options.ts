import type { EngineContext } from "../context/index.ts";
import type { LogKeeper } from "./log-keeper.ts";

/** What a repository takes from the context of the engine. */
export type RepositoryContext = Pick<
  EngineContext,
  "identity" | "clock" | "reporter" | "lockWaitSeconds" | "randomBytes" | "memory"
>;

export interface OpenOptions {
  /** Take the exclusive lock at once. Else the shared one, which is upgraded by the first write or a replay. */
  readonly exclusive?: boolean;
  /** False: no lock at all, for looking only; then nothing in the repository is changed. */
  readonly lock?: boolean;
  /** Never compact, never destroy; adds to what the config says. */
  readonly appendOnly?: boolean;
  /** Bytes, in place of what the config says; 0: none. */
  readonly storageQuota?: number | undefined;
  /** Once aborted, the waiting for a lock ends. */
  readonly signal?: AbortSignal | undefined;
  /** Nothing will be stored or deleted: the index may be held in about half the memory. */
  readonly tightIndex?: boolean;
  /**
   * The index is let go after each commit and read again when it is needed; a large one is held in about half the memory. Storing
   * and looking up take a little longer.
   */
  readonly frugalIndex?: boolean;
}

export interface CreateOptions extends Pick<OpenOptions, "frugalIndex"> {
  readonly appendOnly?: boolean;
  /** Bytes; 0: none. */
  readonly storageQuota?: number | undefined;
  readonly makeParentDirs?: boolean;
}

/** How a new repository is laid out, wherever it lies. */
export interface LayoutOptions extends Pick<CreateOptions, "appendOnly" | "storageQuota"> {
  /** Bytes. Default: Borg's. */
  readonly maxSegmentSize?: number;
}

/** What a repository that lies in no folder of a local disk brings with it. */
export interface PlaceOptions {
  readonly keeper?: LogKeeper;
  /** Removes the lock, whoever holds it. Default: Borg's files beside the repository. */
  readonly breakLock?: () => Promise<void>;
  /** Called at the end of all, whatever has failed before: lets go of what the storage stands on. */
  readonly afterClose?: () => void | Promise<void>;
}
