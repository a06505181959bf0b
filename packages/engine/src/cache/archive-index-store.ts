import { mkdir, readdir, rename, stat, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { IntegrityError } from "@coffer/format/errors";
import { CompactChunkIndex } from "@coffer/format/hashindex";
import type { ChunkIndex } from "@coffer/format/hashindex";
import { isErrno, readTextIfExists } from "../session/index.ts";
import { readIndexFile, writeIndexFile } from "./checked-file.ts";

/**
 * The folder `chunks.archive.d`: the references of one archive in each file, so that a sync has to read new archives only.
 *
 * @see docs/formats/chunks-cache.md, "chunks.archive.d"
 */
export class ArchiveIndexStore {
  readonly folder: string;

  constructor(cacheFolder: string) {
    this.folder = join(cacheFolder, "chunks.archive.d");
  }

  /** Users replace the folder by a file to save its space; then there is no store. */
  async isUsable(): Promise<boolean> {
    try {
      return (await stat(this.folder)).isDirectory();
    } catch {
      return false;
    }
  }

  async create(): Promise<void> {
    await mkdir(this.folder, { recursive: true }).catch((error: unknown) => {
      if (!isErrno(error, "EEXIST")) throw error;
    });
  }

  /** Ids (hex) of the archives that are here, in the compact form or the old full one. */
  async list(): Promise<Set<string>> {
    const ids = new Set<string>();
    for (const name of await readdir(this.folder)) {
      const id = /^([0-9a-f]{64})(?:\.compact)?$/u.exec(name)?.[1];
      if (id !== undefined) ids.add(id);
    }
    return ids;
  }

  /**
   * The references of one archive. An index in the old full form is replaced by a compact one.
   * @returns `undefined` if there is none.
   * @throws {IntegrityError} If the file is spoiled; it is gone then.
   */
  async read(idHex: string): Promise<CompactChunkIndex | undefined> {
    try {
      const compact = await this.#readFile(`${idHex}.compact`);
      if (compact !== undefined) {
        await this.#removeFiles(idHex);
        return CompactChunkIndex.read(compact);
      }
      const full = await this.#readFile(idHex);
      if (full === undefined) return undefined;
      const index = CompactChunkIndex.read(full);
      await this.remove(idHex);
      await this.#write(idHex, CompactChunkIndex.encode(index));
      return index;
    } catch (error) {
      if (error instanceof IntegrityError) await this.remove(idHex);
      throw error;
    }
  }

  /** Keeps the references of one archive. Failing to is no loss: the next sync reads the archive again. */
  async write(idHex: string, index: ChunkIndex): Promise<void> {
    await this.#write(idHex, index.compactBytes());
  }

  async remove(idHex: string): Promise<void> {
    await this.#removeFiles(idHex);
    await this.#removeFiles(`${idHex}.compact`);
  }

  async #readFile(name: string): Promise<Uint8Array | undefined> {
    const path = join(this.folder, name);
    try {
      return await readIndexFile(path, name, readTextIfExists(`${path}.integrity`));
    } catch (error) {
      if (isErrno(error, "ENOENT")) return undefined;
      throw error;
    }
  }

  async #write(idHex: string, image: Uint8Array): Promise<void> {
    const name = `${idHex}.compact`;
    const temporary = join(this.folder, `${idHex}.tmp`);
    try {
      const integrity = await writeIndexFile(temporary, name, image);
      await writeFile(join(this.folder, `${name}.integrity`), integrity);
      await rename(temporary, join(this.folder, name));
    } catch {
      await this.#removeFiles(`${idHex}.compact`);
      await unlink(temporary).catch(() => undefined);
    }
  }

  async #removeFiles(name: string): Promise<void> {
    for (const file of [name, `${name}.integrity`]) {
      await unlink(join(this.folder, file)).catch((error: unknown) => {
        if (!isErrno(error, "ENOENT")) throw error;
      });
    }
  }
}
