import { equalBytes } from "@coffer/format/bytes";
import { beginKeyDerivation, keyBlobFromText } from "@coffer/format/keys";
import type { EngineContext } from "../context/index.ts";
import { LocalRepository } from "../repository/index.ts";
import type { Repository } from "../repository/index.ts";

/**
 * Derives the key of a key blob before it is known to be wanted, on another thread, while this one loads the index and the manifest: either
 * takes tens of milliseconds.
 */
export class EarlyDerivation {
  readonly #blob: Uint8Array;
  readonly #passphrase: string;
  readonly #key: Promise<Uint8Array>;

  private constructor(blob: Uint8Array, passphrase: string) {
    this.#blob = blob;
    this.#passphrase = passphrase;
    this.#key = beginKeyDerivation(blob, passphrase);
    // Whoever wants it sees the error.
    this.#key.catch(() => undefined);
  }

  /** Begins, if key and passphrase are at hand; with anything unusual about them, whoever opens the key has to deal. */
  static async begin(repository: Repository, ctx: EngineContext): Promise<EarlyDerivation | undefined> {
    const { known } = ctx.passphrases;
    if (known === undefined || !(repository instanceof LocalRepository)) return undefined;
    const text = await repository.loadKey();
    if (text === undefined || text === "") return undefined;
    try {
      return new EarlyDerivation(keyBlobFromText(text), known);
    } catch {
      return undefined;
    }
  }

  /** The derived key, if it belongs to this blob and this passphrase. */
  keyFor(blob: Uint8Array, passphrase: string): Promise<Uint8Array> | undefined {
    return passphrase === this.#passphrase && equalBytes(blob, this.#blob) ? this.#key : undefined;
  }
}
