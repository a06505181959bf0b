import type { DataSourceContext, RowCounts } from "../../hooks/index.ts";

/** A dump that was restored from an archive, and where to try it. */
export interface DumpTrial {
  /** Name of the database; `all`. */
  readonly name: string;
  /** Of the file, or of the folder that the dump is. */
  readonly path: string;
  readonly isFolder: boolean;
  /** An empty folder of its own, which other users may pass through. */
  readonly folder: string;
  /** An empty folder with a short path, for sockets; others may pass through. */
  readonly sockets: string;
  readonly context: DataSourceContext;
}

/**
 * Loads a dump into a server that is started for it, and is gone afterwards.
 *
 * @returns The rows of what has been loaded.
 * @throws {TrialFailed | DataSourceFailed} If the dump cannot be loaded.
 * @throws {ServerFailed} If the server does not start.
 * @throws {NoServer} If there is nothing that it could be tried with.
 */
export type TryDump = (trial: DumpTrial) => Promise<RowCounts>;

/** A dump cannot be loaded. The message says why. */
export class TrialFailed extends Error {
  override readonly name = "TrialFailed";
}

/** A server that was to try a dump does not start: nothing is known of the dump. */
export class ServerFailed extends Error {
  override readonly name = "ServerFailed";
}

/** There is nothing on this machine that a dump could be tried with. The message says what to install. */
export class NoServer extends Error {
  override readonly name = "NoServer";
}
