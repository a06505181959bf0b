import { toHex } from "@coffer/format/bytes";
import { formatRanges, parseRanges } from "../repository/index.ts";
import type { Storage } from "../storage/index.ts";
import { readIfThere } from "./read-if-there.ts";

/** In the root of the copy. Borg takes no notice of it. */
const JOURNAL_NAME = "coffer-copy";
const VERSION = 1;

/** Which segments of a target are known to be what the source has, from one copy to the next. */
export class CopyJournal {
  readonly #storage: Storage;
  readonly #id: string;
  readonly #segments: Set<number>;

  private constructor(storage: Storage, id: string, segments: Iterable<number>) {
    this.#storage = storage;
    this.#id = id;
    this.#segments = new Set(segments);
  }

  /** Reads the journal of a copy of repository `id`; one that is missing, damaged or of another repository knows nothing. */
  static async read(storage: Storage, id: Uint8Array): Promise<CopyJournal> {
    const bytes = await readIfThere(storage, JOURNAL_NAME);
    return new CopyJournal(storage, toHex(id), bytes === undefined ? [] : decode(bytes, toHex(id)));
  }

  has(segment: number): boolean {
    return this.#segments.has(segment);
  }

  /** Takes in what has been made durable, and strikes what has not to be there any more. Durable on return. */
  async note(copied: Iterable<number>, removed: Iterable<number> = []): Promise<void> {
    for (const segment of copied) this.#segments.add(segment);
    for (const segment of removed) this.#segments.delete(segment);
    const segments = formatRanges([...this.#segments].sort((a, b) => a - b));
    const json = { version: VERSION, repository: this.#id, segments };
    await this.#storage.writeAtomic(JOURNAL_NAME, new TextEncoder().encode(`${JSON.stringify(json)}\n`));
  }
}

function decode(bytes: Uint8Array, id: string): number[] {
  try {
    const json = JSON.parse(new TextDecoder().decode(bytes)) as Record<string, unknown>;
    if (json["version"] !== VERSION || json["repository"] !== id || typeof json["segments"] !== "string") return [];
    return parseRanges(json["segments"]);
  } catch {
    return [];
  }
}
