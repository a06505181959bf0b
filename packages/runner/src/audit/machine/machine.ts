export type FileKind = "file" | "folder" | "link" | "other";

/** What the file system tells of a path. */
export interface FileFacts {
  readonly kind: FileKind;
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since 1970. */
  readonly mtimeMs: number;
}

/** One name in a folder. */
export interface NamedFile {
  readonly name: string;
  readonly kind: FileKind;
}

/**
 * A machine as its files show it. Paths are absolute. What is not there, or may not be read, is as if it were not there: an audit tells
 * what it can see.
 */
export interface Machine {
  /** Facts of a path; a link is a link. */
  look(path: string): FileFacts | undefined;
  /** The names in a folder, in no order; none if it is no folder. */
  names(folder: string): readonly NamedFile[];
  /** The path without links; undefined if it leads nowhere. */
  realPath(path: string): string | undefined;
  /** The text of a file, of one that is longer than `lengthMax` bytes (1 MiB) its beginning. */
  readText(path: string, lengthMax?: number): string | undefined;
}
