import type { MsgpackMap, MsgpackValue } from "../bytes/index.ts";
import { checkFeatures } from "./feature-flags.ts";
import type { Operation } from "./feature-flags.ts";
import { ITEM_KEYS } from "./item-keys.ts";

/** What the manifest says of one archive. */
export interface ArchiveEntry {
  /** Of the archive's metadata object. */
  readonly id: Uint8Array;
  /** When it was begun: `YYYY-MM-DDTHH:MM:SS.ffffff`, UTC; the fraction may be missing. */
  readonly time: string;
  /** Fields that Borg 1.x does not know; kept. */
  readonly rest?: ReadonlyMap<string, MsgpackValue>;
}

/**
 * The list of archives, and what holds for the whole repository. To be changed in place and then encoded.
 *
 * @see docs/formats/manifest.md
 */
export class Manifest {
  /** By name, in surrogateescape form; in the order of the stored manifest, new ones at the end. */
  readonly archives: Map<string, ArchiveEntry> = new Map();
  /** Of the last writing, as stored; `null` before the first. Grows with every writing. */
  timestamp: string | null = null;
  /** Known fields are `tam_required` and `feature_flags`; unknown ones are kept. */
  readonly config: MsgpackMap = new Map();
  /** Every key that an item of this repository may have. */
  readonly item_keys: Set<string> = new Set(ITEM_KEYS);
  /** Whether a TAM vouches for all this. */
  tam_verified = false;
  /** Hash of the packed manifest, by which caches know it; `null` before the first writing. Not its name in the repository. */
  id: Uint8Array | null = null;

  /** Whether the stored manifest demands TAMs. Trustworthy only with {@link tam_verified}. */
  get tam_required(): boolean {
    return this.config.get("tam_required") === true;
  }

  /** @throws {MandatoryFeatureUnsupported} If the repository demands a feature for one of the operations. */
  checkFeatures(operations: readonly Operation[]): void {
    checkFeatures(this.config, operations);
  }
}
