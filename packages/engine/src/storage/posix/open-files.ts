import fs from "node:fs";
import { closeFile, openFile } from "./descriptors.ts";

/** Files kept open for reading at a time. */
const OPEN_FILES_MAX = 64;

interface OpenFile {
  readonly fd: number;
  users: number;
  isDropped: boolean;
}

/** The files that were read last, kept open. A file that is dropped while someone reads it is closed after that. */
export class OpenFiles {
  readonly #files = new Map<string, OpenFile>();

  /** Runs `use` with a descriptor of the file at `path`. */
  async with<T>(path: string, use: (fd: number) => Promise<T>): Promise<T> {
    const file = this.#touch(path) ?? this.#keep(path, await openFile(path, "r"));
    file.users += 1;
    try {
      return await use(file.fd);
    } finally {
      file.users -= 1;
      if (file.isDropped && file.users === 0) await closeFile(file.fd);
    }
  }

  /** A descriptor for use before the next turn of the event loop. */
  now(path: string): number {
    return (this.#touch(path) ?? this.#keep(path, fs.openSync(path, "r"))).fd;
  }

  /** Forgets the file at `path`, which is about to be replaced or removed. */
  drop(path: string): void {
    const file = this.#files.get(path);
    if (file === undefined) return;
    this.#files.delete(path);
    file.isDropped = true;
    if (file.users === 0) fs.closeSync(file.fd);
  }

  /** Forgets all files. */
  clear(): void {
    for (const path of [...this.#files.keys()]) this.drop(path);
  }

  /** Moves the file to the young end. */
  #touch(path: string): OpenFile | undefined {
    const file = this.#files.get(path);
    if (file === undefined) return undefined;
    this.#files.delete(path);
    this.#files.set(path, file);
    return file;
  }

  #keep(path: string, fd: number): OpenFile {
    // Two readers may have opened it at the same time: the second one's stays.
    this.drop(path);
    const file: OpenFile = { fd, users: 0, isDropped: false };
    this.#files.set(path, file);
    for (const oldest of this.#files.keys()) {
      if (this.#files.size <= OPEN_FILES_MAX) break;
      this.drop(oldest);
    }
    return file;
  }
}
