/** Files kept open for reading at a time. */
const OPEN_FILES_MAX = 64;

interface OpenFile<Handle> {
  readonly handle: Handle;
  users: number;
  isDropped: boolean;
}

/** How files are opened and closed. */
export interface OpenFilesCalls<Handle> {
  open(path: string): Promise<Handle>;
  close(handle: Handle): void;
}

/** The files that were read last, kept open. A file that is dropped while someone reads it is closed after that. */
export class OpenFiles<Handle> {
  readonly #calls: OpenFilesCalls<Handle>;
  readonly #files = new Map<string, OpenFile<Handle>>();

  constructor(calls: OpenFilesCalls<Handle>) {
    this.#calls = calls;
  }

  /** Runs `use` with the file at `path`. */
  async with<T>(path: string, use: (handle: Handle) => Promise<T>): Promise<T> {
    const file = this.#touch(path) ?? this.#keep(path, await this.#calls.open(path));
    file.users += 1;
    try {
      return await use(file.handle);
    } finally {
      file.users -= 1;
      if (file.isDropped && file.users === 0) this.#calls.close(file.handle);
    }
  }

  /** The file for use before the next turn of the event loop; `open` opens it if it is not. */
  now(path: string, open: (path: string) => Handle): Handle {
    return (this.#touch(path) ?? this.#keep(path, open(path))).handle;
  }

  /** Forgets the file at `path`, which is about to be replaced or removed. */
  drop(path: string): void {
    const file = this.#files.get(path);
    if (file === undefined) return;
    this.#files.delete(path);
    file.isDropped = true;
    if (file.users === 0) this.#calls.close(file.handle);
  }

  /** Forgets all files. */
  clear(): void {
    for (const path of [...this.#files.keys()]) this.drop(path);
  }

  /** Moves the file to the young end. */
  #touch(path: string): OpenFile<Handle> | undefined {
    const file = this.#files.get(path);
    if (file === undefined) return undefined;
    this.#files.delete(path);
    this.#files.set(path, file);
    return file;
  }

  #keep(path: string, handle: Handle): OpenFile<Handle> {
    // Two readers may have opened it at the same time: the second one's stays.
    this.drop(path);
    const file: OpenFile<Handle> = { handle, users: 0, isDropped: false };
    this.#files.set(path, file);
    for (const oldest of this.#files.keys()) {
      if (this.#files.size <= OPEN_FILES_MAX) break;
      this.drop(oldest);
    }
    return file;
  }
}
