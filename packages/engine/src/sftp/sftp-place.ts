import type { SshHost } from "../ssh/index.ts";

/** Where a repository lies that is reached by SFTP. */
export interface SftpPlace {
  readonly server: SshHost;
  /** Absolute; below `/./` and `/~/`, relative to the folder in which a login begins. */
  readonly path: string;
  /** The one form that stands for all ways to write it: an `sftp://` URL, which ends with the path. */
  readonly location: string;
}
