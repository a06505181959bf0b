import { StorageError } from "../storage-error.ts";
import { assertFolderName, assertStorageName, folderOf } from "../storage-names.ts";
import type { Storage, StorageWriter, StoredFile } from "../storage.ts";

const INITIAL_CAPACITY = 256;

/** Bytes that grow at their end. */
class MemoryFile {
  #buffer = new Uint8Array(INITIAL_CAPACITY);
  size = 0;

  append(bytes: Uint8Array): void {
    const size = this.size + bytes.length;
    if (size > this.#buffer.length) {
      const larger = new Uint8Array(Math.max(size, 2 * this.#buffer.length));
      larger.set(this.bytes());
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.size);
    this.size = size;
  }

  bytes(): Uint8Array {
    return this.#buffer.subarray(0, this.size);
  }
}

/** Files in memory: for tests, and the plainest statement of what a storage is. Everything is durable at once. */
export class MemoryStorage implements Storage {
  readonly location: string;
  readonly #files = new Map<string, MemoryFile>();
  readonly #folders = new Set<string>([""]);
  /** Bytes that may still be written; `undefined`: no limit. Writes beyond it fail with ENOSPC. */
  free: number | undefined;

  constructor(location = "/memory") {
    this.location = location;
  }

  /** Names of all files, sorted. */
  get names(): string[] {
    return [...this.#files.keys()].sort();
  }

  /** Puts a file in place, its folders too, whatever is free. */
  plant(name: string, data: Uint8Array): void {
    assertStorageName(name);
    for (let folder = folderOf(name); folder !== ""; folder = folderOf(folder)) this.#folders.add(folder);
    const file = new MemoryFile();
    file.append(data);
    this.#files.set(name, file);
  }

  /** A copy of the content, for comparison. */
  peek(name: string): Uint8Array {
    return this.#file(name).bytes().slice();
  }

  list(folder: string): Promise<StoredFile[]> {
    assertFolderName(folder);
    const found: StoredFile[] = [];
    for (const name of this.#files.keys()) if (folderOf(name) === folder) found.push({ name, isFolder: false });
    for (const name of this.#folders)
      if (name !== "" && folderOf(name) === folder) found.push({ name, isFolder: true });
    return Promise.resolve(found);
  }

  size(name: string): Promise<number | undefined> {
    assertStorageName(name);
    return Promise.resolve(this.#files.get(name)?.size);
  }

  async read(name: string, offset = 0, length?: number): Promise<Uint8Array> {
    const bytes = this.#file(name).bytes();
    return bytes.slice(offset, length === undefined ? undefined : offset + length);
  }

  async readInto(name: string, offset: number, target: Uint8Array): Promise<number> {
    return this.#readRange(name, offset, target);
  }

  readNow(name: string, offset: number, target: Uint8Array): number {
    return this.#readRange(name, offset, target);
  }

  #readRange(name: string, offset: number, target: Uint8Array): number {
    const bytes = this.#file(name)
      .bytes()
      .subarray(offset, offset + target.length);
    target.set(bytes);
    return bytes.length;
  }

  async writeAtomic(name: string, data: Uint8Array): Promise<void> {
    assertStorageName(name);
    this.#take(name, data.length - (this.#files.get(name)?.size ?? 0));
    this.#create(name).append(data);
  }

  async replaceSecret(name: string, data: Uint8Array): Promise<void> {
    await this.writeAtomic(name, data);
  }

  async rename(source: string, target: string): Promise<void> {
    assertStorageName(target);
    const file = this.#file(source);
    this.#files.delete(source);
    await this.remove(target);
    this.#files.set(target, file);
  }

  async writeSynced(name: string, parts: Iterable<Uint8Array>): Promise<void> {
    await this.remove(name);
    const file = this.#create(name);
    for (const part of parts) {
      this.#take(name, part.length);
      file.append(part);
    }
  }

  async syncFolder(folder: string): Promise<void> {
    assertFolderName(folder);
    if (!this.#folders.has(folder)) throw new StorageError("ENOENT", this.#path(folder));
  }

  async createWriter(name: string): Promise<StorageWriter> {
    assertStorageName(name);
    if (this.#files.has(name)) throw new StorageError("EEXIST", this.#path(name));
    await this.createFolder(folderOf(name));
    const file = this.#create(name);
    return new MemoryWriter(file, (size) => this.#take(name, size));
  }

  async appendText(name: string, text: string): Promise<void> {
    assertStorageName(name);
    const bytes = new TextEncoder().encode(text);
    this.#take(name, bytes.length);
    (this.#files.get(name) ?? this.#create(name)).append(bytes);
  }

  async remove(name: string): Promise<void> {
    assertStorageName(name);
    const size = this.#files.get(name)?.size ?? 0;
    if (this.free !== undefined) this.free += size;
    this.#files.delete(name);
  }

  async removeFolder(name: string): Promise<void> {
    assertStorageName(name);
    if ((await this.list(name)).length === 0) this.#folders.delete(name);
  }

  async createFolder(name: string): Promise<void> {
    assertFolderName(name);
    if (!this.#folders.has(folderOf(name))) throw new StorageError("ENOENT", this.#path(name));
    this.#folders.add(name);
  }

  freeSpace(): Promise<number | undefined> {
    return Promise.resolve(this.free);
  }

  destroy(): Promise<void> {
    this.#files.clear();
    this.#folders.clear();
    return Promise.resolve();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  #file(name: string): MemoryFile {
    assertStorageName(name);
    const file = this.#files.get(name);
    if (file === undefined) throw new StorageError("ENOENT", this.#path(name));
    return file;
  }

  #create(name: string): MemoryFile {
    if (!this.#folders.has(folderOf(name))) throw new StorageError("ENOENT", this.#path(name));
    const file = new MemoryFile();
    this.#files.set(name, file);
    return file;
  }

  #take(name: string, size: number): void {
    if (this.free === undefined) return;
    if (size > this.free) throw new StorageError("ENOSPC", this.#path(name));
    this.free -= size;
  }

  #path(name: string): string {
    return `${this.location}/${name}`;
  }
}

class MemoryWriter implements StorageWriter {
  readonly #file: MemoryFile;
  readonly #take: (size: number) => void;
  #isClosed = false;

  constructor(file: MemoryFile, take: (size: number) => void) {
    this.#file = file;
    this.#take = take;
  }

  get position(): number {
    return this.#file.size;
  }

  async write(parts: readonly Uint8Array[]): Promise<void> {
    if (this.#isClosed) throw new StorageError("EBADF", "closed writer");
    for (const part of parts) {
      this.#take(part.length);
      this.#file.append(part);
    }
  }

  sync(): Promise<void> {
    return Promise.resolve();
  }

  close(): Promise<void> {
    this.#isClosed = true;
    return Promise.resolve();
  }
}
