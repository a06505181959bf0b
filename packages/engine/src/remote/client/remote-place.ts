/** Where a repository on another machine lies. */
export interface RemotePlace {
  readonly user: string | undefined;
  /** Name or address, without brackets. */
  readonly host: string;
  readonly port: number | undefined;
  /** For the other side to understand: absolute, `/./` and relative to its folder, `/~/` or `~` and relative to a home. */
  readonly path: string;
  /** The one form that stands for all ways to write it: an `ssh://` URL. */
  readonly location: string;
  /** As the user wrote it, for errors. */
  readonly written: string;
}
