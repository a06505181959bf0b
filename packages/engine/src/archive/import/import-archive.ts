import type { Item } from "@coffer/format/archive";
import { textToBytes } from "@coffer/format/bytes";
import { BorgError, genericWarning } from "@coffer/format/errors";
import type { TarInput, TarMember } from "@coffer/format/tar";
import { isTarRegular, TarReader } from "@coffer/format/tar";
import type { Cache } from "../../cache/index.ts";
import type { Reporter } from "../../context/index.ts";
import { pythonBytesRepr } from "../../platform/index.ts";
import type { Session } from "../../session/index.ts";
import { GROUPED_FILE_BYTES_MAX, writeArchive } from "../create/index.ts";
import type {
  ArchiveOptions,
  ContentSource,
  CreatedArchive,
  ItemCollector,
  Outcome,
  PipelineEntry,
} from "../create/index.ts";
import { memberItem } from "./member-item.ts";

export interface ImportArchiveOptions extends ArchiveOptions {
  /** Fails if it is waited for and the user wants the command to end. */
  readonly input: TarInput;
  /** Called when all members were read, before the archive is stored. What it throws ends the command. */
  readonly inputRead: () => Promise<void>;
  /** Go on behind the end of a tar file: others may follow. */
  readonly ignoreZeros: boolean;
}

/** Contents of small members are read into arrays of this size. */
const ROOM_SIZE = 1024 * 1024;

/**
 * Writes an archive of the members of a tar file and commits it; see {@link writeArchive}.
 *
 * @throws {ArchiveAlreadyExists} Before anything is read.
 * @throws {TarReadError} If it is no tar file, or cut off. Nothing is stored then.
 */
export function importArchive(session: Session, cache: Cache, options: ImportArchiveOptions): Promise<CreatedArchive> {
  const { reporter } = session.ctx;
  return writeArchive(session, cache, {
    ...options,
    filesChanged: "disabled",
    sparse: false,
    addEntries: async (intake, items) => {
      const importer = new TarImporter(options, reporter, items);
      for (let entry = await importer.next(); entry !== undefined; entry = await importer.next()) {
        const added = intake.add(entry);
        if (added !== undefined) await added;
      }
      if (options.signal?.aborted === true) return;
      await options.inputRead();
      await intake.settle();
      // Borg counts each file of a tar file twice.
      items.statistics.nfiles *= 2;
    },
  });
}

/** Makes pipeline entries of the members of a tar file. */
class TarImporter {
  readonly #reader: TarReader;
  readonly #options: ImportArchiveOptions;
  readonly #reporter: Reporter;
  readonly #items: ItemCollector;
  /** The chunker cuts a header off, which the pipeline does for streams only. */
  readonly #streamsAll: boolean;
  #room = new Uint8Array(0);

  constructor(options: ImportArchiveOptions, reporter: Reporter, items: ItemCollector) {
    this.#reader = new TarReader(options.input, { ignoreZeros: options.ignoreZeros });
    this.#options = options;
    this.#reporter = reporter;
    this.#items = items;
    this.#streamsAll = options.chunker.algorithm === "fixed" && options.chunker.headerSize > 0;
  }

  /** The next member; the content of the last one was taken. `undefined` at the end, or if the user wants the command to end. */
  async next(): Promise<PipelineEntry | undefined> {
    try {
      return await this.#readNext();
    } catch (error) {
      // An input that was waited for ends with an error then.
      if (this.#options.signal?.aborted === true) return undefined;
      throw error;
    }
  }

  async #readNext(): Promise<PipelineEntry | undefined> {
    const member = await this.#reader.next();
    if (member === undefined) {
      this.#warnOfDamage();
      return undefined;
    }
    const made = memberItem(member);
    if (made === undefined) return this.#unsupported(member);
    const { item, status } = made;
    if (!isTarRegular(member.type)) return this.#entryOf(item, status, member.name);
    return this.#entryOfFile(item, status, await this.#sourceOf(member));
  }

  async #sourceOf({ name, size }: TarMember): Promise<ContentSource> {
    const named = { pathBytes: textToBytes(name), inode: 0n, ctimeNs: 0n };
    if (size > GROUPED_FILE_BYTES_MAX || this.#streamsAll) {
      return { ...named, size, special: true, stream: this.#reader };
    }
    const content = this.#roomFor(size);
    await this.#reader.readInto(content);
    return { ...named, size, content };
  }

  /** Small contents share an array: thousands of their own would keep the garbage collector busy. */
  #roomFor(size: number): Uint8Array {
    if (size > this.#room.length) this.#room = new Uint8Array(Math.max(size, ROOM_SIZE));
    const taken = this.#room.subarray(0, size);
    this.#room = this.#room.subarray(size);
    return taken;
  }

  #entryOfFile(item: Item, status: string, source: ContentSource): PipelineEntry {
    const items = this.#items;
    const complete = (outcome: Outcome): void => {
      if (outcome.type === "trouble") throw new BorgError(`read: ${outcome.trouble.code}`);
      if (outcome.type !== "stored") throw new Error("a member came back without its content");
      this.#showStatus(status, item.path);
      item.size = items.count(outcome.chunks);
      item.chunks = outcome.chunks;
      items.add(item);
    };
    return { source, complete, addPart: (chunks, number) => items.addPart(item, chunks, number) };
  }

  #entryOf(item: Item, status: string, name: string): PipelineEntry {
    return {
      complete: () => {
        this.#items.add(item);
        this.#showStatus(status, name);
      },
    };
  }

  #unsupported({ name, type }: TarMember): PipelineEntry {
    const flag = pythonBytesRepr(Buffer.from(type, "latin1"));
    return {
      complete: () => {
        this.#reporter.warn(genericWarning(`${name}: Unsupported tarinfo type ${flag}`));
        this.#showStatus("E", name);
      },
    };
  }

  #showStatus(status: string, path: string): void {
    if (this.#reporter.wantsFileStatus) this.#reporter.fileStatus(status, path);
  }

  #warnOfDamage(): void {
    const { damage } = this.#reader;
    if (damage !== undefined)
      this.#reporter.warn(genericWarning(`The rest of the tar file is not imported: ${damage}`));
  }
}
