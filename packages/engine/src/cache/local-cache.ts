import assert from "node:assert/strict";
import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { IntegrityError } from "@coffer/format/errors";
import { ChunkIndex } from "@coffer/format/hashindex";
import { mandatoryFeatures } from "@coffer/format/manifest";
import { MemorySlot } from "../context/index.ts";
import type { EngineContext } from "../context/index.ts";
import { CacheConfig, isErrno, MessageSteps, saveFile } from "../session/index.ts";
import type { Session } from "../session/index.ts";
import { ArchiveIndexStore } from "./archive-index-store.ts";
import type { Cache, ChunkSizes, DroppedReference } from "./cache.ts";
import { syncChunks } from "./cache-sync.ts";
import { beginCacheTransaction, endCacheTransaction, rollbackCache } from "./cache-transaction.ts";
import { readIndexFile, writeCheckedFile, writeIndexFile } from "./checked-file.ts";
import { countReferences, decrementReference, incrementReference } from "./chunk-references.ts";
import { filesCacheName, loadFilesCache, saveFilesCache } from "./files-cache-file.ts";
import type { FilesCache, FilesCacheMode } from "./files/index.ts";
import { loadPre12Meta, savePre12Meta } from "./pre12-meta.ts";
import type { Pre12Meta } from "./pre12-meta.ts";

const README = "This is a Borg Backup cache.\nSee https://borgbackup.readthedocs.io/\n";
const CACHE_TAG =
  "Signature: 8a477f597d28d172789f06886806bc55\n" +
  "# This file is a cache directory tag created by Borg.\n" +
  "# For information about cache directory tags, see:\n" +
  "#       http://www.bford.info/cachedir/spec.html\n";

export interface LocalCacheOptions {
  /** How files are compared; default `d`: no files cache. */
  readonly filesCacheMode?: FilesCacheMode;
  /** BORG_FILES_CACHE_SUFFIX. */
  readonly filesCacheSuffix?: string;
  /** Backups that an unseen file stays known for (BORG_FILES_CACHE_TTL); default 20. */
  readonly filesCacheTtl?: number;
  /** False (BORG_USE_CHUNKS_ARCHIVE=no) keeps no index for each archive. */
  readonly useChunksArchive?: boolean;
  /** Bring the chunks up to date with the manifest; default true. */
  readonly sync?: boolean;
  /** False while the repository is being made: unencrypted is no surprise then. */
  readonly warnIfUnencrypted?: boolean;
}

/** Chunks as the file of that name holds them, and the file's integrity text; by the cache's folder. */
const LAST_CHUNKS = new MemorySlot<{ readonly chunks: ChunkIndex; readonly integrity: string }>();

/** Lets go of the chunks that commands of this run have left to one another. */
export function forgetChunks({ memory }: Pick<EngineContext, "memory">): void {
  LAST_CHUNKS.clear(memory);
}

/** Borg's persistent cache of one repository, locked for as long as it is open. */
export class LocalCache implements Cache {
  readonly isAdHoc = false;
  readonly folder: string;
  readonly filesCacheMode: FilesCacheMode;
  chunks: ChunkIndex = new ChunkIndex();
  files: FilesCache | undefined;
  pre12Meta: Map<string, Pre12Meta> = new Map();

  readonly #session: Session;
  readonly #config: CacheConfig;
  readonly #filesName: string;
  readonly #filesTtl: number;
  readonly #useChunksArchive: boolean;
  #isChanging = false;

  private constructor(session: Session, options: LocalCacheOptions) {
    this.#session = session;
    this.#config = new CacheConfig(session.repository, session.ctx);
    this.folder = this.#config.folder;
    this.filesCacheMode = options.filesCacheMode ?? "d";
    this.#filesName = filesCacheName(options.filesCacheSuffix);
    this.#filesTtl = options.filesCacheTtl ?? 20;
    this.#useChunksArchive = options.useChunksArchive ?? true;
  }

  /**
   * Opens the cache, made when it is missing and built anew when it is spoiled, and brings it up to date.
   *
   * @throws {LockTimeout} If another process has it.
   * @throws The errors of the security checks, see `SecurityManager`.
   */
  static async open(session: Session, options: LocalCacheOptions = {}): Promise<LocalCache> {
    const cache = new LocalCache(session, options);
    if (!(await exists(cache.folder))) {
      await session.security.assertAccessUnknown(session.face, options.warnIfUnencrypted ?? true);
      await cache.#create();
    }
    await cache.#config.lock();
    try {
      await cache.#load();
      await session.security.assertAccessUnknown(session.face, true);
      await session.security.assertSecure(session.face, cache.#config);
      await cache.#checkFeatures();
      if ((options.sync ?? true) && session.manifestIdHex !== cache.#config.manifestId) await cache.#sync();
    } catch (error) {
      await cache.#config.unlock();
      throw error;
    }
    return cache;
  }

  async begin(): Promise<void> {
    if (this.#isChanging) return;
    const progress = new MessageSteps(this.#session.ctx.reporter, "cache.begin_transaction");
    for (const part of ["config", "chunks", "files"]) progress.step(`Initializing cache transaction: Reading ${part}`);
    await beginCacheTransaction(this.folder, this.#filesName);
    this.#isChanging = true;
    progress.finish();
  }

  refcount(id: Uint8Array, size?: number): number {
    return countReferences(this.chunks, id, size);
  }

  add(id: Uint8Array, size: number, csize: number): void {
    assert(this.#isChanging);
    this.chunks.add(id, 1, size, csize);
  }

  increment(id: Uint8Array, size?: number): ChunkSizes {
    assert(this.#isChanging);
    return incrementReference(this.chunks, id, size);
  }

  decrement(id: Uint8Array): DroppedReference {
    assert(this.#isChanging);
    return decrementReference(this.chunks, id);
  }

  async commit(): Promise<void> {
    if (!this.#isChanging) return;
    const session = this.#session;
    await session.security.save(session.face);
    const progress = new MessageSteps(session.ctx.reporter, "cache.commit");
    if (this.files !== undefined) {
      progress.step("Saving files cache");
      const integrity = saveFilesCache(this.folder, this.#filesName, this.files, this.#filesTtl);
      this.#config.integrity.set(this.#filesName, integrity);
    }
    progress.step("Saving chunks cache");
    await this.#writeChunks();
    progress.step("Saving cache config");
    const { keyType, timestamp } = session.face;
    await this.#config.save({ manifestId: session.manifestIdHex, timestamp, keyType });
    await endCacheTransaction(this.folder);
    this.#isChanging = false;
    progress.finish();
  }

  async close(): Promise<void> {
    if (!this.#config.isLocked) return;
    try {
      await savePre12Meta(this.folder, this.pre12Meta);
      const integrity = this.#config.integrity.get("chunks");
      if (integrity !== undefined && !this.#isChanging) {
        LAST_CHUNKS.keep(this.#session.ctx.memory, this.folder, { chunks: this.chunks, integrity });
      }
    } finally {
      await this.#config.unlock();
    }
  }

  async #create(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await tagCacheFolder(this.#session.ctx.folders.cache);
    await writeFile(join(this.folder, "README"), README);
    await writeIndexFile(join(this.folder, "chunks"), "chunks", new ChunkIndex().bytes());
    await new ArchiveIndexStore(this.folder).create();
    await saveFile(join(this.folder, this.#filesName), "");
    await savePre12Meta(this.folder, new Map());
    await this.#config.create();
  }

  async #load(): Promise<void> {
    await rollbackCache(this.folder);
    if (!(await this.#config.load()) || !(await this.#loadChunks())) await this.#wipe();
    if (!this.filesCacheMode.includes("d")) {
      const integrity = this.#config.integrity.get(this.#filesName);
      this.files = await loadFilesCache(this.folder, this.#filesName, integrity, this.#session.ctx);
    }
    this.pre12Meta = await loadPre12Meta(this.folder);
  }

  async #loadChunks(): Promise<boolean> {
    try {
      const path = join(this.folder, "chunks");
      const integrity = this.#config.integrity.get("chunks");
      const last = LAST_CHUNKS.take(this.#session.ctx.memory, this.folder);
      const isSame = last !== undefined && last.integrity === integrity && (await exists(path));
      this.chunks = isSame ? last.chunks : ChunkIndex.read(await readIndexFile(path, "chunks", integrity));
      return true;
    } catch (error) {
      if (error instanceof IntegrityError || isErrno(error, "ENOENT")) return false;
      throw error;
    }
  }

  async #writeChunks(): Promise<void> {
    const integrity = await writeIndexFile(join(this.folder, "chunks"), "chunks", this.chunks.bytes());
    this.#config.integrity.set("chunks", integrity);
  }

  /** Empties the cache; it belongs to no manifest then. */
  async #wipe(): Promise<void> {
    this.#session.ctx.reporter.log({
      level: "warning",
      message: "Discarding incompatible or corrupted cache and forcing a cache rebuild",
      name: "borg.cache",
    });
    const store = new ArchiveIndexStore(this.folder);
    if (await store.isUsable()) {
      await rm(store.folder, { recursive: true });
      await store.create();
    }
    this.chunks = new ChunkIndex();
    await this.#writeChunks();
    this.#config.integrity.set(
      this.#filesName,
      writeCheckedFile(join(this.folder, this.#filesName), this.#filesName, () => undefined),
    );
    await this.#config.saveWiped();
  }

  /** A cache that was made with knowledge of features that this program lacks must not be trusted. */
  async #checkFeatures(): Promise<void> {
    if (this.#config.mandatory_features.size > 0) {
      await this.#wipe();
      await this.#load();
    }
    const demanded = [...mandatoryFeatures(this.#session.manifest.config).values()].flatMap((names) => [...names]);
    this.#config.ignored_features = new Set([...this.#config.ignored_features, ...demanded]);
  }

  async #sync(): Promise<void> {
    await this.begin();
    const store = new ArchiveIndexStore(this.folder);
    const wasUsable = await store.isUsable();
    await store.create();
    this.chunks = await syncChunks(this.#session, this.#useChunksArchive && wasUsable ? store : undefined);
    await this.commit();
  }
}

/** Removes the cache of a repository, its config first: without one it is no cache. */
export async function destroyCache(folder: string): Promise<void> {
  const config = join(folder, "config");
  if (!(await exists(config))) return;
  await rm(config);
  await rm(folder, { recursive: true, force: true });
}

/** Marks the parent of all caches as not worth a backup. */
async function tagCacheFolder(folder: string): Promise<void> {
  const path = join(folder, "CACHEDIR.TAG");
  if (!(await exists(path))) await saveFile(path, CACHE_TAG);
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isErrno(error, "ENOENT")) return false;
    throw error;
  }
}
