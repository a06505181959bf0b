import type { Storage, StorageWriter, StoredFile } from "@coffer/engine/storage";

/** The process died here. Everything that is called later dies as well. */
export class SimulatedCrash extends Error {
  constructor() {
    super("simulated crash");
    this.name = "SimulatedCrash";
  }
}

/** What a hook may do before a mutation: throw. `part` is how much of a write to let through first, in bytes. */
export interface Mutation {
  /** Counted from 0. */
  readonly number: number;
  readonly operation: string;
  readonly name: string;
}

/**
 * Passes everything on to another storage, counts mutations, and fails where it is told to.
 *
 * With {@link crashAt}, the mutation of that number and all that comes after it throw {@link SimulatedCrash}; a write that is
 * hit lets half of its bytes through. With {@link failAt}, only that one throws the given error, once.
 */
export class FaultyStorage implements Storage {
  readonly #inner: Storage;
  /** Mutations begun so far. */
  count = 0;
  crashAt: number = Infinity;
  failAt: { readonly number: number; readonly error: Error } | undefined;
  readonly log: Mutation[] = [];

  constructor(inner: Storage) {
    this.#inner = inner;
    if (inner.readNow !== undefined) {
      this.readNow = (name, offset, target): number => {
        this.#assertAlive();
        return inner.readNow?.(name, offset, target) ?? 0;
      };
    }
  }

  readNow?: (name: string, offset: number, target: Uint8Array) => number;

  get location(): string {
    return this.#inner.location;
  }

  async list(folder: string): Promise<StoredFile[]> {
    this.#assertAlive();
    return this.#inner.list(folder);
  }

  async size(name: string): Promise<number | undefined> {
    this.#assertAlive();
    return this.#inner.size(name);
  }

  async read(name: string, offset?: number, length?: number): Promise<Uint8Array> {
    this.#assertAlive();
    return this.#inner.read(name, offset, length);
  }

  async readInto(name: string, offset: number, target: Uint8Array): Promise<number> {
    this.#assertAlive();
    return this.#inner.readInto(name, offset, target);
  }

  async writeAtomic(name: string, data: Uint8Array): Promise<void> {
    this.#mutate("writeAtomic", name);
    await this.#inner.writeAtomic(name, data);
  }

  async replaceSecret(name: string, data: Uint8Array, warn: (message: string) => void): Promise<void> {
    this.#mutate("replaceSecret", name);
    await this.#inner.replaceSecret(name, data, warn);
  }

  async rename(source: string, target: string): Promise<void> {
    this.#mutate("rename", source);
    await this.#inner.rename(source, target);
  }

  async writeSynced(name: string, parts: Iterable<Uint8Array>): Promise<void> {
    const all = [...parts];
    try {
      this.#mutate("writeSynced", name);
    } catch (error) {
      await this.#inner.writeSynced(name, half(all));
      throw error;
    }
    await this.#inner.writeSynced(name, all);
  }

  async syncFolder(folder: string): Promise<void> {
    this.#mutate("syncFolder", folder);
    await this.#inner.syncFolder(folder);
  }

  async createWriter(name: string): Promise<StorageWriter> {
    this.#mutate("createWriter", name);
    const writer = await this.#inner.createWriter(name);
    return this.#wrapWriter(name, writer);
  }

  async appendText(name: string, text: string): Promise<void> {
    this.#mutate("appendText", name);
    await this.#inner.appendText(name, text);
  }

  async remove(name: string): Promise<void> {
    this.#mutate("remove", name);
    await this.#inner.remove(name);
  }

  async removeFolder(name: string): Promise<void> {
    this.#mutate("removeFolder", name);
    await this.#inner.removeFolder(name);
  }

  async createFolder(name: string): Promise<void> {
    this.#mutate("createFolder", name);
    await this.#inner.createFolder(name);
  }

  async freeSpace(): Promise<number | undefined> {
    this.#assertAlive();
    return this.#inner.freeSpace();
  }

  async destroy(): Promise<void> {
    this.#mutate("destroy", "");
    await this.#inner.destroy();
  }

  async close(): Promise<void> {
    await this.#inner.close();
  }

  #wrapWriter(name: string, writer: StorageWriter): StorageWriter {
    return {
      get position(): number {
        return writer.position;
      },
      write: async (parts) => {
        try {
          this.#mutate("write", name);
        } catch (error) {
          await writer.write(half(parts));
          throw error;
        }
        await writer.write(parts);
      },
      sync: async () => {
        this.#mutate("sync", name);
        await writer.sync();
      },
      close: async (options = {}) => {
        if (options.sync !== true) {
          await writer.close();
          return;
        }
        this.#mutate("close", name);
        await writer.close(options);
      },
    };
  }

  #assertAlive(): void {
    if (this.count > this.crashAt) throw new SimulatedCrash();
  }

  #mutate(operation: string, name: string): void {
    this.#assertAlive();
    const number = this.count;
    this.count += 1;
    if (number >= this.crashAt) throw new SimulatedCrash();
    this.log.push({ number, operation, name });
    if (this.failAt?.number === number) throw this.failAt.error;
  }
}

/** The first half of the bytes. */
function half(parts: readonly Uint8Array[]): Uint8Array[] {
  let left = Math.floor(parts.reduce((sum, part) => sum + part.length, 0) / 2);
  return parts.map((part) => {
    const taken = part.subarray(0, left);
    left -= taken.length;
    return taken;
  });
}
