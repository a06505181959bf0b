import { toHex } from "@coffer/format/bytes";
import { decompress, getCompressor, parseCompressionSpec } from "@coffer/format/compression";
import type { Compressor } from "@coffer/format/compression";
import { ObjectNotFound } from "@coffer/format/errors";
import { Key, TAM_SALT_LENGTH } from "@coffer/format/keys";
import { decodeManifest, encodeManifest, Manifest } from "@coffer/format/manifest";
import type { Operation } from "@coffer/format/manifest";
import { MANIFEST_ID, PUT_HEADER_SIZE } from "@coffer/format/segment";
import type { EngineContext } from "../context/index.ts";
import { LocalRepository } from "../repository/index.ts";
import type { ObjectRequest, Repository } from "../repository/index.ts";
import { CacheConfig } from "./cache-config.ts";
import type { UnlockedKey } from "./create-key.ts";
import { findEarlyKey } from "./early-key.ts";
import { NonceReservation } from "./nonce-reservation.ts";
import { SecurityManager } from "./security-manager.ts";
import type { RepositoryFace } from "./security-manager.ts";
import { replaceKeyFile } from "./key-files.ts";
import { readManifestObject } from "./stored-key.ts";
import { unlockKey } from "./unlock-key.ts";

/** Objects that are fetched together by {@link Session.readObjects}: at most as many, … */
const BATCH_COUNT_MAX = 256;
/** … and no more once they have as many bytes. */
const BATCH_SIZE = 4 << 20;
/** Bytes of an object whose size is not known: a chunk of an item stream. */
const SIZE_GUESS = 128 << 10;

/** Objects on their way. */
interface Fetched {
  readonly requests: readonly ObjectRequest[];
  readonly entries: Promise<(Uint8Array | undefined)[]>;
}
const NOTHING: Promise<never[]> = Promise.resolve([]);

export interface SessionOptions {
  /** What will be done: features that the manifest demands for it are checked. */
  readonly operations: readonly Operation[];
  /** False leaves out the security checks (as `delete` does, whose cache makes them); default true. */
  readonly secure?: boolean;
  /** Take a manifest without TAM even if one is required: to mend that. */
  readonly forceTamNotRequired?: boolean;
}

/** A plaintext object, verified. */
export interface ReadObject {
  readonly id: Uint8Array;
  readonly plaintext: Uint8Array;
  /** Bytes of the stored object. */
  readonly csize: number;
}

/**
 * An unlocked repository: objects go in and come out as plaintext.
 *
 * The caller owns the repository, its lock and its transaction. One session for a repository at a time, as the session
 * keeps count of nonces.
 */
export class Session {
  readonly repository: Repository;
  readonly ctx: EngineContext;
  #key: Key;
  /** Absolute path of the key file; `undefined` where the key lies elsewhere or there is none. */
  readonly keyFile: string | undefined;
  readonly security: SecurityManager;
  readonly nonces: NonceReservation;
  readonly manifest: Manifest;
  /** For what the session itself writes: the manifest and {@link storeObject}. Default lz4. */
  compressor: Compressor = getCompressor(parseCompressionSpec("lz4"));
  readonly #unlocked: UnlockedKey;

  constructor(parts: {
    repository: Repository;
    ctx: EngineContext;
    unlocked: UnlockedKey;
    security: SecurityManager;
    nonces: NonceReservation;
    manifest: Manifest;
  }) {
    this.repository = parts.repository;
    this.ctx = parts.ctx;
    this.#key = parts.unlocked.key;
    this.keyFile = parts.unlocked.keyFile;
    this.#unlocked = parts.unlocked;
    this.security = parts.security;
    this.nonces = parts.nonces;
    this.manifest = parts.manifest;
  }

  get key(): Key {
    return this.#key;
  }

  /** Id hash of the manifest as it was loaded or last written: names the state that caches belong to. */
  get manifestIdHex(): string {
    return this.manifest.id === null ? "" : toHex(this.manifest.id);
  }

  get face(): RepositoryFace {
    return {
      keyType: this.key.keyType.byte,
      timestamp: this.manifest.timestamp ?? "",
      logicallyEncrypted: this.#unlocked.logicallyEncrypted,
    };
  }

  /**
   * Changes whether the key demands TAMs, here and where it is stored; durable on return.
   * @returns False if there is no key that could say so, or it says so already.
   */
  async setKeyTamRequired(required: boolean): Promise<boolean> {
    const { reseal } = this.#unlocked;
    const { secrets } = this.#key;
    if (reseal === undefined || secrets.tam_required === required) return false;
    const changed = { ...secrets, tam_required: required };
    const text = reseal(changed);
    if (this.keyFile === undefined) await this.repository.saveKey(text);
    else await replaceKeyFile(this.keyFile, this.repository.id, text);
    this.#key = new Key(changed);
    return true;
  }

  /** Makes the security checks of a command that does not open a cache. @throws See `SecurityManager`. */
  async assertSecure(): Promise<void> {
    await this.security.assertAccessUnknown(this.face, true);
    const config = new CacheConfig(this.repository, this.ctx);
    if (!(await config.exists())) {
      await this.security.assertSecure(this.face);
      return;
    }
    await config.lock();
    try {
      await this.security.assertSecure(this.face, (await config.load()) ? config : undefined);
    } finally {
      await config.unlock();
    }
  }

  /** Plaintext of a stored object. @throws {IntegrityError} If it is not what `id` names; nothing of it may be used. */
  openObject(id: Uint8Array, envelope: Uint8Array): Uint8Array {
    const plaintext = decompress(this.key.open(envelope, id));
    this.key.assertId(id, plaintext);
    return plaintext;
  }

  /** @throws {ObjectNotFound | IntegrityError} */
  async readObject(id: Uint8Array): Promise<Uint8Array> {
    return this.openObject(id, await this.repository.get(id));
  }

  /**
   * Reads objects in order; the next batch is fetched while the caller works on the last. What is known of their sizes
   * helps to fetch them.
   * @throws {ObjectNotFound | IntegrityError} At the object concerned; those before it were given out.
   */
  async *readObjects(wanted: readonly ObjectRequest[]): AsyncGenerator<ReadObject, void, undefined> {
    let end = 0;
    const fetch = (): Fetched => {
      const requests = nextBatch(wanted, end);
      end += requests.length;
      const entries = requests.length === 0 ? NOTHING : this.repository.getEntries(requests, { missing: "undefined" });
      // Awaited one round later: an error in the meantime is no unhandled one.
      entries.catch(() => undefined);
      return { requests, entries };
    };
    for (let batch = fetch(); batch.requests.length > 0;) {
      const entries = await batch.entries;
      const next = fetch();
      for (const [i, { id }] of batch.requests.entries()) {
        const envelope = entries[i]?.subarray(PUT_HEADER_SIZE);
        if (envelope === undefined) throw new ObjectNotFound(toHex(id), this.repository.location);
        yield { id, plaintext: this.openObject(id, envelope), csize: envelope.length };
      }
      batch = next;
    }
  }

  /** Envelope around a compressed payload, with nonces that were reserved before. */
  encryptObject(payload: Uint8Array): Uint8Array | Promise<Uint8Array> {
    const nonce = this.nonces.take(this.key.noncesFor(payload.length));
    if (typeof nonce === "bigint") return this.key.seal(payload, nonce);
    return nonce.then((first) => this.key.seal(payload, first));
  }

  /** Compresses, encrypts and stores an object. @returns Bytes of the stored object. */
  async storeObject(id: Uint8Array, plaintext: Uint8Array): Promise<number> {
    const envelope = await this.encryptObject(this.compressor.compress(plaintext));
    await this.repository.put(id, envelope);
    return envelope.length;
  }

  /**
   * Stores the manifest under a new, later timestamp. Becomes durable with the repository's next commit; after that, a
   * cache must be committed as well, or the next one has to sync.
   */
  async writeManifest(): Promise<void> {
    const plaintext = encodeManifest(this.manifest, this.key, {
      now: this.ctx.clock.nowMicros(),
      salt: this.ctx.randomBytes(TAM_SALT_LENGTH),
    });
    await this.storeObject(MANIFEST_ID, plaintext);
  }
}

/**
 * Opens a session: loads the manifest, unlocks the key, checks that this repository is the one that was seen before.
 *
 * @throws {NoManifestError} If there is no manifest.
 * @throws The errors of the key, see `unlockKey`; of the manifest, see `decodeManifest`; of the checks, see
 * `SecurityManager`.
 */
export async function openSession(
  repository: Repository,
  ctx: EngineContext,
  options: SessionOptions,
): Promise<Session> {
  // The questions for key and manifest go out together: on a long line each takes its time.
  const early = findEarlyKey(repository, ctx);
  // Here they take none, but the index does, while which the key is derived on another thread.
  if (repository instanceof LocalRepository) await early;
  const envelope = await readManifestObject(repository);
  const security = new SecurityManager(repository, ctx);
  const unlocked = await unlockKey(repository, ctx, envelope[0] ?? -1, security.isTamRequired(), await early);
  const plaintext = decompress(unlocked.key.open(envelope));
  const { forceTamNotRequired = false } = options;
  if (forceTamNotRequired && unlocked.key.secrets.tam_required) {
    ctx.reporter.log({ level: "warning", message: "Manifest authentication DISABLED.", name: "borg.crypto.key" });
  }
  const manifest = decodeManifest(plaintext, unlocked.key, { forceTamNotRequired });
  const session = new Session({
    repository,
    ctx,
    unlocked,
    security,
    nonces: new NonceReservation(repository, security.folder, unlocked.key.nonceAfterManifest(envelope)),
    manifest,
  });
  const authenticity = manifest.tam_verified ? "TAM-verified manifest" : "Manifest TAM not found and not required";
  ctx.reporter.log({ level: "debug", message: authenticity, name: "borg.crypto.key" });
  if (manifest.tam_verified) await followTamRequired(security, manifest);
  manifest.checkFeatures(options.operations);
  if (options.secure ?? true) await session.assertSecure();
  return session;
}

/** A session for a repository that was just created; the manifest is not written yet. */
export function beginSession(repository: Repository, ctx: EngineContext, unlocked: UnlockedKey): Session {
  const security = new SecurityManager(repository, ctx);
  return new Session({
    repository,
    ctx,
    unlocked,
    security,
    nonces: new NonceReservation(repository, security.folder, 0n),
    manifest: new Manifest(),
  });
}

function nextBatch(wanted: readonly ObjectRequest[], start: number): readonly ObjectRequest[] {
  let end = start;
  let size = 0;
  while (end < wanted.length && end - start < BATCH_COUNT_MAX && size < BATCH_SIZE) {
    // Archives made without a cache note 0 where they do not know.
    size += wanted[end]?.csize || SIZE_GUESS;
    end += 1;
  }
  return wanted.slice(start, end);
}

/** A manifest that is authentic may switch the demand for a TAM on and off. */
export async function followTamRequired(security: SecurityManager, manifest: Manifest): Promise<void> {
  const wanted = manifest.tam_required;
  if (wanted !== security.isTamRequired()) await security.setTamRequired(wanted);
}
