import type { SshHost } from "../../ssh/index.ts";

/** Where a repository on another machine lies. */
export interface RemotePlace extends SshHost {
  /** For the other side to understand: absolute, `/./` and relative to its folder, `/~/` or `~` and relative to a home. */
  readonly path: string;
  /** The one form that stands for all ways to write it: an `ssh://` URL. */
  readonly location: string;
  /** As the user wrote it, for errors. */
  readonly written: string;
}
