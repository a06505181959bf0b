import { mkdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { fromHex, toHex } from "@coffer/format/bytes";
import { BorgError } from "@coffer/format/errors";
import { IniDocument, IniError } from "@coffer/format/segment";
import type { EngineContext } from "../context/index.ts";
import type { Repository } from "../repository/index.ts";
import { FileLock } from "../storage/index.ts";
import { readTextIfExists, saveFile } from "./save-file.ts";

/** Which repository state a cache belongs to, as written into its config. */
export interface CacheStamp {
  /** Hex of the manifest's id hash. */
  readonly manifestId: string;
  /** The manifest's timestamp. */
  readonly timestamp: string;
  readonly keyType: number;
}

/** The folder of this repository's cache. It may not exist. */
export function cacheFolder(ctx: EngineContext, repositoryId: Uint8Array): string {
  return join(ctx.folders.cache, toHex(repositoryId));
}

/** Borg's canonical form of a location changed in 1.0.8: `/~/x` became `/./x`. The same place, no relocation. */
function recanonicalize(cached: string, current: string): string {
  const pattern = /^(ssh:\/\/[^/]*)(\/[~.])(\/.*)$/u;
  const old = pattern.exec(cached);
  const now = pattern.exec(current);
  const same = old?.[2] === "/~" && now?.[2] === "/." && old[1] === now[1] && old[3] === now[3];
  return same ? current : cached;
}

/**
 * The file `config` of a client cache, and the cache's lock.
 *
 * It lives at this level, below the cache itself, because its words (last location, key type, timestamp) take part in the
 * security checks of every command, with a cache or without.
 *
 * @see docs/formats/chunks-cache.md, "config"
 */
export class CacheConfig {
  /** The cache's folder. */
  readonly folder: string;
  readonly path: string;
  /** Hex of the manifest that the chunks belong to; empty when they belong to none. */
  manifestId = "";
  timestamp: string | undefined;
  key_type: string | undefined;
  previous_location: string | undefined;
  ignored_features: ReadonlySet<string> = new Set();
  mandatory_features: ReadonlySet<string> = new Set();
  /** Integrity texts by file name (`chunks`, `files`, …); empty when unknown or stale. */
  readonly integrity: Map<string, string> = new Map();

  readonly #repositoryId: string;
  readonly #location: string;
  readonly #ctx: EngineContext;
  #ini = new IniDocument();
  #lock: FileLock | undefined;

  constructor(repository: Pick<Repository, "id" | "location">, ctx: EngineContext) {
    this.#repositoryId = toHex(repository.id);
    this.#location = repository.location;
    this.#ctx = ctx;
    this.folder = cacheFolder(ctx, repository.id);
    this.path = join(this.folder, "config");
  }

  async exists(): Promise<boolean> {
    try {
      return (await stat(this.path)).isFile();
    } catch {
      return false;
    }
  }

  /** Writes the config of a cache that belongs to no manifest yet. */
  async create(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const ini = new IniDocument();
    ini.set("cache", "version", "1");
    ini.set("cache", "repository", this.#repositoryId);
    ini.set("cache", "manifest", "");
    ini.set("integrity", "manifest", "");
    await saveFile(this.path, ini.toString());
  }

  /** Takes the cache's lock (always exclusive). @throws {LockTimeout} */
  async lock(): Promise<void> {
    this.#lock = await lockCache(this.folder, this.#ctx);
  }

  /** Releases the lock. */
  async unlock(): Promise<void> {
    const lock = this.#lock;
    this.#lock = undefined;
    await lock?.release();
  }

  get isLocked(): boolean {
    return this.#lock !== undefined;
  }

  /**
   * Reads the file.
   * @returns False if there is none or it is spoiled: the cache has to be built anew.
   * @throws {BorgError} If it is of a version that this program does not know.
   */
  async load(): Promise<boolean> {
    const text = readTextIfExists(this.path);
    if (text === undefined) return false;
    let ini: IniDocument;
    try {
      ini = IniDocument.parse(text);
    } catch (error) {
      if (error instanceof IniError) return false;
      throw error;
    }
    return this.#adopt(ini);
  }

  #adopt(ini: IniDocument): boolean {
    const version = ini.get("cache", "version") ?? "";
    if (!/^\d{1,9}$/u.test(version)) return false;
    if (Number(version) !== 1) {
      throw new BorgError(`${this.path} has unexpected cache version ${version} (wanted: 1).`);
    }
    const manifest = ini.get("cache", "manifest") ?? "";
    if (manifest !== "" && !isHexId(manifest)) return false;
    this.#ini = ini;
    this.manifestId = manifest.toLowerCase();
    this.timestamp = ini.get("cache", "timestamp");
    this.key_type = ini.get("cache", "key_type");
    this.ignored_features = featureSet(ini.get("cache", "ignored_features"));
    this.mandatory_features = featureSet(ini.get("cache", "mandatory_features"));
    this.#adoptIntegrity(manifest);
    const previous = ini.get("cache", "previous_location");
    this.previous_location =
      previous === undefined || previous === "" ? undefined : recanonicalize(previous, this.#location);
    return true;
  }

  #adoptIntegrity(manifest: string): void {
    this.integrity.clear();
    if (!this.#ini.hasSection("integrity")) return;
    if (this.#ini.get("integrity", "manifest") !== manifest) {
      // A Borg that knows no integrity data rewrote the cache and left the old section alone.
      this.#ctx.reporter.log({
        level: "warning",
        message: "Cache integrity data not available: old Borg version modified the cache.",
        name: "borg.cache",
      });
      return;
    }
    for (const name of this.#ini.options("integrity")) {
      if (name !== "manifest") this.integrity.set(name, this.#ini.get("integrity", name) ?? "");
    }
  }

  /** All of the loaded file, to be changed in place; `previous_location` is where the repository is now. */
  get document(): IniDocument {
    this.#ini.set("cache", "previous_location", this.#location);
    return this.#ini;
  }

  /** Writes {@link document} as it stands; durable on return. */
  async saveDocument(): Promise<void> {
    await saveFile(this.path, this.#ini.toString());
  }

  /** Writes the file; durable on return. With a `stamp`, as belonging to that state of the repository. */
  async save(stamp?: CacheStamp): Promise<void> {
    this.#ini.set("cache", "previous_location", this.#location);
    if (stamp !== undefined) {
      this.manifestId = stamp.manifestId;
      this.timestamp = stamp.timestamp;
      this.key_type = String(stamp.keyType);
      this.#ini.set("cache", "manifest", stamp.manifestId);
      this.#ini.set("cache", "timestamp", stamp.timestamp);
      this.#ini.set("cache", "ignored_features", [...this.ignored_features].sort().join(","));
      this.#ini.set("cache", "mandatory_features", [...this.mandatory_features].sort().join(","));
      for (const [name, value] of this.integrity) this.#ini.set("integrity", name, value);
      this.#ini.set("integrity", "manifest", stamp.manifestId);
      this.#ini.set("cache", "key_type", String(stamp.keyType));
    }
    await this.saveDocument();
  }

  /** Writes the file as that of a cache without content, whatever was there; durable on return. */
  async saveWiped(): Promise<void> {
    this.manifestId = "";
    this.ignored_features = new Set();
    this.mandatory_features = new Set();
    this.#ini.set("cache", "version", "1");
    this.#ini.set("cache", "repository", this.#repositoryId);
    this.#ini.set("cache", "manifest", "");
    for (const [name, value] of this.integrity) this.#ini.set("integrity", name, value);
    this.#ini.set("integrity", "manifest", "");
    await this.saveDocument();
  }
}

/** Takes the lock of the cache in `folder`. @throws {LockTimeout} */
function lockCache(folder: string, ctx: EngineContext): Promise<FileLock> {
  const { identity, clock, reporter, lockWaitSeconds } = ctx;
  return FileLock.acquire(join(folder, "lock"), { identity, clock, reporter, lockWaitSeconds, exclusive: true });
}

function featureSet(text: string | undefined): Set<string> {
  return new Set(
    (text ?? "")
      .split(",")
      .map((word) => word.trim())
      .filter((word) => word !== ""),
  );
}

function isHexId(text: string): boolean {
  try {
    return fromHex(text).length === 32;
  } catch {
    return false;
  }
}
