/** One member of a tar file. Texts are in the form of `bytesToText`. */
export interface TarMember {
  /** Folders with or without a slash at the end. */
  readonly name: string;
  /** Type flag, see `TAR_REGULAR` and its kin. */
  readonly type: string;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes of content. */
  readonly size: number;
  /** Seconds since 1970; whole ones when written. */
  readonly mtime: number;
  /** Where a symlink or hard link leads. */
  readonly linkname: string;
  readonly uname: string;
  readonly gname: string;
  readonly devmajor: number;
  readonly devminor: number;
}
