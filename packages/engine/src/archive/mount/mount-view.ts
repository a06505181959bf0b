/** How archives look when they are mounted. */
export interface MountView {
  /** Which items, by their paths in the archive; default all. */
  readonly matches?: ((path: string) => boolean) | undefined;
  readonly stripComponents: number;
  readonly considerPartFiles: boolean;
  /** Owners by number, not by name. */
  readonly numericIds: boolean;
  /** Owners of everything, whatever the archive says. */
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** Permission bits that are taken away from everything. */
  readonly umask: number;
  /** Open files that lost pieces: zeros stand in their place. */
  readonly allowDamagedFiles: boolean;
  /** A folder for each file, with its versions from all archives. */
  readonly versions: boolean;
  /** Chunks of content that are kept after they were read. */
  readonly dataCacheEntries?: number | undefined;
}
