import { MemoryStorage } from "@coffer/engine/storage";
import type { Storage, StorageWriter, StoredFile } from "@coffer/engine/storage";

/** What the disk does at a power loss with all that was not made durable. */
export type PowerLoss =
  /** Nothing of it is there. */
  | "lose"
  /** Content that was not synced is lost, but all names are there. */
  | "keep-names"
  /** Content is there, names that were not synced are as before. */
  | "keep-content";

interface ModelFile {
  /** As readers see it. */
  content: Uint8Array;
  /** As it would be after a power loss. */
  durable: Uint8Array;
}

/**
 * A disk that tells what would be left of it after a power loss: the content of a file is durable once it was synced, a name
 * once its folder was.
 *
 * Reads and everything that is not told here go to a {@link MemoryStorage}, which is the running system's view.
 */
export class DurabilityModel implements Storage {
  readonly #view = new MemoryStorage("/model");
  /** Files by their current name. */
  readonly #files = new Map<string, ModelFile>();
  /** The directory as it is on disk. */
  readonly #durableNames = new Map<string, ModelFile>();

  get location(): string {
    return this.#view.location;
  }

  /** What a machine finds after a power loss at this moment. */
  after(loss: PowerLoss): MemoryStorage {
    const survivor = new MemoryStorage("/model");
    const names = loss === "keep-names" ? this.#files : this.#durableNames;
    for (const [name, file] of names) survivor.plant(name, loss === "keep-content" ? file.content : file.durable);
    return survivor;
  }

  /** What a process finds that starts after this one was killed at this moment. */
  afterKill(): MemoryStorage {
    const survivor = new MemoryStorage("/model");
    for (const [name, file] of this.#files) survivor.plant(name, file.content);
    return survivor;
  }

  list(folder: string): Promise<StoredFile[]> {
    return this.#view.list(folder);
  }

  size(name: string): Promise<number | undefined> {
    return this.#view.size(name);
  }

  read(name: string, offset?: number, length?: number): Promise<Uint8Array> {
    return this.#view.read(name, offset, length);
  }

  readInto(name: string, offset: number, target: Uint8Array): Promise<number> {
    return this.#view.readInto(name, offset, target);
  }

  readNow(name: string, offset: number, target: Uint8Array): number {
    return this.#view.readNow(name, offset, target);
  }

  async writeAtomic(name: string, data: Uint8Array): Promise<void> {
    await this.#view.writeAtomic(name, data);
    const file = { content: data.slice(), durable: data.slice() };
    this.#files.set(name, file);
    this.#durableNames.set(name, file);
  }

  replaceSecret(name: string, data: Uint8Array): Promise<void> {
    return this.writeAtomic(name, data);
  }

  async rename(source: string, target: string): Promise<void> {
    await this.#view.rename(source, target);
    const file = this.#files.get(source);
    this.#files.delete(source);
    if (file !== undefined) this.#files.set(target, file);
  }

  async writeSynced(name: string, parts: Iterable<Uint8Array>): Promise<void> {
    await this.#view.writeSynced(name, parts);
    const content = this.#view.peek(name);
    this.#files.set(name, { content, durable: content });
  }

  async syncFolder(folder: string): Promise<void> {
    await this.#view.syncFolder(folder);
    const isIn = (name: string): boolean => name.slice(0, Math.max(0, name.lastIndexOf("/"))) === folder;
    for (const name of this.#durableNames.keys())
      if (isIn(name) && !this.#files.has(name)) this.#durableNames.delete(name);
    for (const [name, file] of this.#files) if (isIn(name)) this.#durableNames.set(name, file);
  }

  async createWriter(name: string): Promise<StorageWriter> {
    const writer = await this.#view.createWriter(name);
    const file: ModelFile = { content: new Uint8Array(), durable: new Uint8Array() };
    this.#files.set(name, file);
    const sync = (): void => {
      file.durable = file.content;
    };
    return {
      get position(): number {
        return writer.position;
      },
      write: async (parts) => {
        await writer.write(parts);
        file.content = new Uint8Array(Buffer.concat([file.content, ...parts]));
      },
      sync: async () => {
        await writer.sync();
        sync();
      },
      close: async (options = {}) => {
        await writer.close(options);
        if (options.sync !== true) return;
        sync();
        await this.syncFolder(name.slice(0, Math.max(0, name.lastIndexOf("/"))));
      },
    };
  }

  async appendText(name: string, text: string): Promise<void> {
    await this.#view.appendText(name, text);
    const file = this.#files.get(name) ?? { content: new Uint8Array(), durable: new Uint8Array() };
    file.content = this.#view.peek(name);
    this.#files.set(name, file);
  }

  async remove(name: string): Promise<void> {
    await this.#view.remove(name);
    this.#files.delete(name);
  }

  removeFolder(name: string): Promise<void> {
    return this.#view.removeFolder(name);
  }

  createFolder(name: string): Promise<void> {
    return this.#view.createFolder(name);
  }

  freeSpace(): Promise<number | undefined> {
    return this.#view.freeSpace();
  }

  async destroy(): Promise<void> {
    await this.#view.destroy();
    this.#files.clear();
    this.#durableNames.clear();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}
