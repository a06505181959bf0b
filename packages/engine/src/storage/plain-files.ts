/**
 * Plain calls on a file system, by absolute path: what locks are made of, and what has to be asked before there is a repository.
 * Errors carry the system's `code`.
 */
export interface PlainFiles {
  /** How people call a path, in messages; no two files anywhere are called the same. */
  locate(path: string): string;
  /** What is there, symlinks followed; `undefined`: nothing. */
  kind(path: string): Promise<"file" | "folder" | "other" | undefined>;
  /** Names in a folder. */
  list(path: string): Promise<string[]>;
  /** The first bytes of a file, at most `sizeMax`. */
  read(path: string, sizeMax: number): Promise<Uint8Array>;
  /** Creates or replaces a file, in no way durable. */
  write(path: string, data: Uint8Array): Promise<void>;
  /** @param mode Permissions, the umask not yet taken off. */
  makeFolder(path: string, mode: number): Promise<void>;
  /** Renames, in one step; fails if `target` is a folder with something in it. */
  rename(source: string, target: string): Promise<void>;
  remove(path: string): Promise<void>;
  /** Removes an empty folder. */
  removeFolder(path: string): Promise<void>;
}
