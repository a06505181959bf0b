import { existsSync } from "node:fs";
import { mkdir, rm, unlink } from "node:fs/promises";
import { join } from "node:path";
import { toHex } from "@coffer/format/bytes";
import {
  CacheInitAbortedError,
  EncryptionMethodMismatch,
  RepositoryAccessAborted,
  RepositoryIDNotUnique,
  RepositoryReplay,
} from "@coffer/format/errors";
import type { EngineContext, Question } from "../context/index.ts";
import type { Repository } from "../repository/index.ts";
import type { CacheConfig } from "./cache-config.ts";
import { readTextIfExists, saveFile } from "./save-file.ts";

/** What a repository shows of itself: compared with what was seen before. */
export interface RepositoryFace {
  /** Type byte of its key. */
  readonly keyType: number;
  /** Timestamp of its manifest. */
  readonly timestamp: string;
  /** False for modes without encryption, and for a repokey with an empty passphrase. */
  readonly logicallyEncrypted: boolean;
}

/** Type byte of the mode `none`. */
const PLAINTEXT = 2;

/**
 * The security folder of one repository: what this client saw of it last, so that a repository cannot be swapped, moved,
 * turned back or stripped of its encryption behind the user's back.
 *
 * It outlives the cache and must never be thrown away with it.
 * @see docs/formats/security.md
 */
export class SecurityManager {
  readonly folder: string;
  readonly #location: string;
  readonly #ctx: EngineContext;

  constructor(repository: Pick<Repository, "id" | "location">, ctx: EngineContext) {
    this.folder = join(ctx.folders.security, toHex(repository.id));
    this.#location = repository.location;
    this.#ctx = ctx;
  }

  /** Whether this client has accessed the repository before. */
  known(): boolean {
    return ["key-type", "location", "manifest-timestamp"].every((name) => this.#has(name));
  }

  /** Remembers the repository as it is now; each file durable on return. */
  async save(face: RepositoryFace): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    await saveFile(join(this.folder, "location"), this.#location);
    await saveFile(join(this.folder, "key-type"), String(face.keyType));
    await saveFile(join(this.folder, "manifest-timestamp"), face.timestamp);
  }

  /** Whether a manifest without TAM must be refused although the key does not say so. */
  isTamRequired(): boolean {
    return this.#has("tam_required");
  }

  async setTamRequired(required: boolean): Promise<void> {
    const path = join(this.folder, "tam_required");
    if (required) {
      await mkdir(this.folder, { recursive: true });
      await saveFile(path, "");
    } else {
      await unlink(path);
    }
  }

  /** Forgets the repository. */
  async destroy(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /**
   * Refuses, or asks before, access to a repository that is not what it was. Remembers one that was not known.
   *
   * @param cache The cache's config, locked and loaded, if a cache exists; what it remembers counts as well.
   * @throws {RepositoryAccessAborted | EncryptionMethodMismatch | RepositoryReplay | RepositoryIDNotUnique}
   */
  async assertSecure(face: RepositoryFace, cache?: CacheConfig): Promise<void> {
    await this.#assertLocation(cache);
    await this.#assertKeyType(face, cache);
    await this.#assertNoReplay(face, cache);
    if (!this.known()) await this.save(face);
  }

  /**
   * Asks before the first access to a repository without encryption.
   * @param ask False while the repository is being made.
   * @throws {CacheInitAbortedError} If the user declines.
   */
  async assertAccessUnknown(face: RepositoryFace, ask: boolean): Promise<void> {
    if (face.logicallyEncrypted || this.known()) return;
    const message =
      "Warning: Attempting to access a previously unknown unencrypted repository!\nDo you want to continue? [yN] ";
    if (ask && !(await this.#ctx.ask(accessQuestion(message, "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK")))) {
      throw new CacheInitAbortedError();
    }
    await this.save(face);
  }

  async #assertLocation(cache: CacheConfig | undefined): Promise<void> {
    let previous = this.#read("location", "previous location");
    const found = previous === undefined ? "no previous location" : `previous location '${previous}'`;
    this.#ctx.reporter.log({ level: "debug", message: `security: read ${found}`, name: "borg.cache" });
    // Where the two disagree the cache wins, as it does in Borg.
    if (cache?.previous_location !== undefined) previous = cache.previous_location;
    if (previous === undefined || previous === "" || previous === this.#location) return;
    const message =
      `Warning: The repository at location ${this.#location} was previously located at ${previous}\n` +
      "Do you want to continue? [yN] ";
    if (!(await this.#ctx.ask(accessQuestion(message, "BORG_RELOCATED_REPO_ACCESS_IS_OK")))) {
      throw new RepositoryAccessAborted();
    }
    await mkdir(this.folder, { recursive: true });
    await saveFile(join(this.folder, "location"), this.#location);
    await cache?.save();
  }

  async #assertKeyType(face: RepositoryFace, cache: CacheConfig | undefined): Promise<void> {
    const current = String(face.keyType);
    if (cache?.key_type !== undefined && cache.key_type !== current) throw new EncryptionMethodMismatch();
    if (this.known() && this.#read("key-type", "key type") !== current) {
      throw new EncryptionMethodMismatch();
    }
  }

  async #assertNoReplay(face: RepositoryFace, cache: CacheConfig | undefined): Promise<void> {
    let newest = this.#read("manifest-timestamp", "manifest timestamp") ?? "";
    if (cache?.timestamp !== undefined && cache.timestamp > newest) newest = cache.timestamp;
    if (newest <= face.timestamp) return;
    throw face.keyType === PLAINTEXT ? new RepositoryIDNotUnique() : new RepositoryReplay();
  }

  #has(name: string): boolean {
    return existsSync(join(this.folder, name));
  }

  #read(name: string, what: string): string | undefined {
    try {
      return readTextIfExists(join(this.folder, name));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#ctx.reporter.log({
        level: "warning",
        message: `Could not read ${what} file: ${reason}`,
        name: "borg.cache",
      });
      return undefined;
    }
  }
}

function accessQuestion(message: string, environmentName: string): Question {
  return {
    message,
    falseMessage: "Aborting.",
    invalidMessage: "Invalid answer, aborting.",
    retry: false,
    environmentName,
    msgid: environmentName,
  };
}
