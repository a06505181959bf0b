/** At once where it can be: a promise for every question of the kernel would cost more than most answers. */
export type Maybe<T> = T | Promise<T>;

/** The number that the kernel starts from. */
export const ROOT_NODE = 1;

/** What `stat` tells. Filled anew for each question. */
export interface NodeAttributes {
  /** Type and permission bits. */
  mode: number;
  nlink: number;
  uid: number;
  gid: number;
  /** Device number as the kernel encodes it in 32 bits. */
  rdev: number;
  /** Bytes. */
  size: number;
  /** Times: nanoseconds since 1970, signed. */
  mtime: bigint;
  atime: bigint;
  ctime: bigint;
}

/** Takes one name of a folder. `cursor` is where the listing goes on after it. @returns False if it has no room for it. */
export type AddName = (name: Uint8Array, node: number, cursor: number) => boolean;

/** What is mounted. Nothing in it ever changes, so the kernel may remember every answer. */
export interface FileSystem {
  /** True while something was begun that nobody waits for yet, and that needs the event loop to go on. */
  readonly isBusy: boolean;
  /** @returns The node of that name in a folder; 0 if there is none. `name` is good during the call only. */
  lookup(folder: number, name: Uint8Array): Maybe<number>;
  attributes(node: number, into: NodeAttributes): void;
  /** Lists a folder, without `.` and `..`, from a cursor (0: from the beginning) until `add` has no more room. */
  list(folder: number, cursor: number, add: AddName): void;
  /** Node of the folder that a folder lies in. */
  parentOf(folder: number): number;
  /** Called before anything is asked about what lies in a folder. */
  enter(folder: number): Maybe<void>;
  readLink(node: number): Maybe<Uint8Array>;
  /** @returns A handle for {@link read}. @throws {FileSystemError} */
  open(node: number): Maybe<number>;
  /**
   * Hands the content from `offset`, `size` bytes or up to the end, to `send` in pieces; they are good during that call.
   * @throws {FileSystemError} `send` was not called.
   */
  read(
    handle: number,
    offset: number,
    size: number,
    send: (pieces: readonly Uint8Array[]) => void,
  ): void | Promise<void>;
  release(handle: number): void;
  xattrNames(node: number): Maybe<readonly Uint8Array[]>;
  xattr(node: number, name: Uint8Array): Maybe<Uint8Array | undefined>;
}

/** Tells the program that asked why it gets nothing. */
export class FileSystemError extends Error {
  /** Positive, of this operating system. */
  readonly errno: number;

  constructor(errno: number) {
    super(`errno ${errno}`);
    this.errno = errno;
  }
}
