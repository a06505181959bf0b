import { equalBytes } from "@coffer/format/bytes";
import { beginKeyDerivation } from "@coffer/format/keys";
import { MemorySlot } from "../context/index.ts";
import type { EngineContext } from "../context/index.ts";
import type { Repository } from "../repository/index.ts";

/** The last derivation for a repository, by its location. */
const LAST = new MemorySlot<KeyDerivation>();

/** What takes the time when a key blob is opened, on another thread. */
export class KeyDerivation {
  readonly #blob: Uint8Array;
  readonly #passphrase: string;
  /** The derived key. */
  readonly key: Promise<Uint8Array>;

  private constructor(blob: Uint8Array, passphrase: string) {
    this.#blob = blob;
    this.#passphrase = passphrase;
    this.key = beginKeyDerivation(blob, passphrase);
    // Whoever wants it sees the error.
    this.key.catch(() => undefined);
  }

  /**
   * Begins; an earlier command of the run may have done so before.
   *
   * @throws {KeyBlobError | BorgError} If the blob is damaged, or of a kind that is not known.
   */
  static of(repository: Repository, ctx: EngineContext, blob: Uint8Array, passphrase: string): KeyDerivation {
    const { memory } = ctx;
    const last = LAST.take(memory, repository.location);
    const derivation = last?.keyFor(blob, passphrase) === undefined ? new KeyDerivation(blob, passphrase) : last;
    LAST.keep(memory, repository.location, derivation);
    return derivation;
  }

  /** The derived key, if it belongs to this blob and this passphrase. */
  keyFor(blob: Uint8Array, passphrase: string): Promise<Uint8Array> | undefined {
    return passphrase === this.#passphrase && equalBytes(blob, this.#blob) ? this.key : undefined;
  }
}
