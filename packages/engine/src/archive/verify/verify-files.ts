import { isHardlinkSlave, parseTimestamp } from "@coffer/format/archive";
import type { Item, ItemChunk } from "@coffer/format/archive";
import type { LoadedArchive } from "../../cache/index.ts";
import { isRegular, OSError, platform } from "../../platform/index.ts";
import type { FileStat } from "../../platform/index.ts";
import type { Session } from "../../session/index.ts";
import { selectedPath } from "../extract/index.ts";
import type { ItemSelection } from "../extract/index.ts";
import { stopIfInterrupted } from "../jobs/index.ts";
import { MasterLinks, ParentFolders } from "../restore/index.ts";
import type { Place } from "../restore/index.ts";
import { FileError } from "../source/index.ts";
import { ContentCheck } from "./content-check.ts";
import { LinkGroups } from "./link-groups.ts";
import { metadataDifferences, typeDifference } from "./metadata-check.ts";
import type { Mismatch } from "./mismatch.ts";
import { SourceCheck } from "./source-check.ts";

export interface VerifyFilesRules extends Pick<ItemSelection, "matches"> {
  /** Absolute path of the folder that the archive was restored into. */
  readonly target: string;
  /** Owners and ACLs were restored by number. */
  readonly numericIds?: boolean;
  /** Absolute path of the folder that the archive's paths are relative to on this machine: compares unchanged sources as well. */
  readonly sources?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What was looked at. */
export interface VerifiedFiles {
  /** Items of any kind. */
  readonly items: number;
  /** Bytes of contents, of both sides. */
  readonly bytes: number;
  /** Source files that were unchanged since the archive, and so compared. */
  readonly sources: number;
}

/**
 * Holds restored files against the archive that they come from, by the ids of their chunks and by their metadata. Reads the files, and of
 * the repository only the items.
 *
 * @param visit Called for each mismatch.
 * @throws {IntegrityError | ObjectNotFound} Where the stream of items is damaged.
 */
export async function verifyFiles(
  session: Session,
  archive: LoadedArchive,
  rules: VerifyFilesRules,
  visit: (mismatch: Mismatch) => void,
): Promise<VerifiedFiles> {
  const content = new ContentCheck(session.key, rules.signal);
  const begunNs = parseTimestamp(archive.record.time) * 1000n;
  const restored = new RestoredCheck(rules, content, visit);
  const sources = rules.sources === undefined ? undefined : new SourceCheck(rules.sources, content, begunNs);
  try {
    for await (const items of archive.itemBatches()) {
      stopIfInterrupted(rules.signal);
      for (const item of items) {
        if (selectedPath(item, rules) === undefined) {
          restored.skip(item);
          continue;
        }
        await restored.check(item);
        const rotten = await sources?.difference(item);
        if (rotten !== undefined) visit(rotten);
      }
    }
  } finally {
    restored.close();
    sources?.close();
  }
  return { items: restored.items, bytes: content.bytes, sources: sources?.files ?? 0 };
}

/** Checks restored files, one item after the other in the archive's order. */
class RestoredCheck {
  items: number = 0;
  readonly #rules: VerifyFilesRules;
  readonly #content: ContentCheck;
  readonly #visit: (mismatch: Mismatch) => void;
  readonly #folders: ParentFolders;
  readonly #masters = new MasterLinks();
  readonly #links = new LinkGroups();

  constructor(rules: VerifyFilesRules, content: ContentCheck, visit: (mismatch: Mismatch) => void) {
    this.#rules = rules;
    this.#content = content;
    this.#visit = visit;
    this.#folders = new ParentFolders(rules.target);
  }

  skip(item: Item): void {
    this.#masters.skip(item);
  }

  async check(item: Item): Promise<void> {
    this.items += 1;
    const chunks = this.#masters.contentOf(item);
    try {
      this.#folders.trim();
      const place = this.#folders.place(item.path, false);
      const stat = place === undefined ? undefined : platform().statIfExists(place.dir, place.name);
      if (place === undefined || stat === undefined) this.#note(item, { kind: "missing", detail: "" });
      else await this.#compare(item, place, stat, chunks);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (!(error instanceof OSError || error instanceof FileError) && code === undefined) throw error;
      this.#note(item, { kind: "unreadable", detail: message });
    }
  }

  close(): void {
    this.#folders.close();
  }

  async #compare(item: Item, place: Place, stat: FileStat, chunks: readonly ItemChunk[]): Promise<void> {
    const wrongType = typeDifference(item, stat);
    if (wrongType !== undefined) return this.#note(item, wrongType);
    if (!this.#links.isConsistent(item, stat)) {
      this.#note(item, { kind: "hard link", detail: `not the same file as ${item.source ?? ""}` });
    }
    const numericIds = this.#rules.numericIds === true;
    for (const difference of metadataDifferences(item, stat, place, numericIds)) this.#note(item, difference);
    if (item.chunks_healthy !== undefined) this.#note(item, { kind: "repaired with zeros", detail: "" });
    // the content of further hard links is that of the first
    if (!isRegular(item.mode) || (isHardlinkSlave(item) && chunks.length === 0)) return;
    const fd = platform().openFile(place.dir, place.name);
    try {
      const at = await this.#content.firstDifference(fd, chunks);
      if (at !== undefined) this.#note(item, { kind: "content", detail: `differs from byte ${at} on` });
    } finally {
      platform().close(fd);
    }
  }

  #note({ path }: Item, difference: Pick<Mismatch, "kind" | "detail">): void {
    this.#visit({ path, ...difference, side: "restored" });
  }
}
