import type { Item } from "@coffer/format/archive";
import { bytesToText, textToBytes } from "@coffer/format/bytes";
import { constants } from "node:os";
import { loadArchive } from "../../cache/index.ts";
import { FileSystemError, ROOT_NODE } from "../../fuse/index.ts";
import type { AddName, FileSystem, Maybe, NodeAttributes } from "../../fuse/index.ts";
import type { Session } from "../../session/index.ts";
import { FetchStage } from "../contents/index.ts";
import type { PipelinePool } from "../jobs/index.ts";
import { ChunkReader } from "./chunk-reader.ts";
import { FactsMaker } from "./item-facts.ts";
import { ItemStore } from "./item-store.ts";
import { MountedTree } from "./mounted-tree.ts";
import type { MountView } from "./mount-view.ts";
import { OpenFile } from "./open-file.ts";
import { type ForeignContent, TreeBuilder } from "./tree-builder.ts";
import { Versions } from "./versions.ts";

const { EBADF, EIO } = constants.errno;

/** Chunks kept where nobody says how many. */
const DATA_CACHE_ENTRIES = 24;
/** Share of them that one reader may fetch ahead: several read at the same time. */
const READERS = 4;

/** An archive that is mounted when somebody looks inside. */
interface PendingArchive {
  readonly name: string;
  loading: Promise<void> | undefined;
}

/** Archives as a file system: one below the root, or each in a folder of its name, or all of them as versions of files. */
export class ArchiveFileSystem implements FileSystem {
  readonly #session: Session;
  readonly #view: MountView;
  readonly #facts: FactsMaker;
  readonly #tree: MountedTree;
  readonly #items: ItemStore;
  readonly #chunks: ChunkReader;
  readonly #chunksAhead: number;
  readonly #versions: Versions | undefined;
  readonly #foreign = new Map<number, ForeignContent>();
  readonly #pending = new Map<number, PendingArchive>();
  readonly #open = new Map<number, OpenFile>();
  #lastHandle = 0;

  /** @param pool Its output is taken over for the contents that are kept. */
  constructor(session: Session, pool: PipelinePool, view: MountView) {
    this.#session = session;
    this.#view = view;
    this.#facts = new FactsMaker(view);
    this.#tree = new MountedTree(this.#facts, session.ctx.clock.nowMicros() * 1000n);
    this.#items = new ItemStore(session);
    const entries = view.dataCacheEntries ?? DATA_CACHE_ENTRIES;
    this.#chunks = new ChunkReader(session, new FetchStage(session.repository, pool), pool, entries);
    this.#chunksAhead = Math.floor((entries - 1) / READERS);
    this.#versions = view.versions ? new Versions() : undefined;
  }

  /** Shows the items of an archive in the root folder. @throws {ArchiveDoesNotExist | IntegrityError | ObjectNotFound} */
  async showArchive(name: string): Promise<void> {
    await this.#load(name, ROOT_NODE);
  }

  /** Shows an archive as a folder, which is filled when somebody looks inside. @param time Microseconds since 1970. */
  showArchiveLater(name: string, time: bigint): void {
    const folder = this.#tree.addFolder(ROOT_NODE, textToBytes(name), time * 1000n);
    this.#pending.set(folder, { name, loading: undefined });
  }

  async #load(name: string, root: number): Promise<void> {
    const archive = await loadArchive(this.#session, name);
    const builder = new TreeBuilder(
      {
        tree: this.#tree,
        facts: this.#facts,
        view: this.#view,
        versions: this.#versions,
        foreign: this.#foreign,
        warn: (message) => this.#log(message),
      },
      root,
    );
    await this.#items.read(archive.record.items, (item, place) => builder.add(item, place));
  }

  #log(message: string): void {
    this.#session.ctx.reporter.log({ level: "warning", message });
  }

  get isBusy(): boolean {
    return this.#chunks.isBusy;
  }

  enter(folder: number): Maybe<void> {
    const pending = this.#pending.get(folder);
    if (pending === undefined) return undefined;
    // An archive that could not be read to its end stays an error: half of it must not be taken for all.
    pending.loading ??= this.#load(pending.name, folder).then(() => void this.#pending.delete(folder));
    return pending.loading;
  }

  lookup(folder: number, name: Uint8Array): number {
    return this.#tree.names.find(folder, name);
  }

  attributes(node: number, into: NodeAttributes): void {
    this.#tree.nodes.read(node, into);
  }

  list(folder: number, cursor: number, add: AddName): void {
    this.#tree.names.list(folder, cursor, add);
  }

  parentOf(folder: number): number {
    return this.#tree.parentOf(folder);
  }

  readLink(node: number): Maybe<Uint8Array> {
    return this.#withItem(node, (item) => textToBytes(item?.source ?? ""));
  }

  open(node: number): Maybe<number> {
    return this.#withItem(node, (item) => {
      const foreign = this.#foreign.get(node);
      const isDamaged = foreign?.isDamaged ?? item?.chunks_healthy !== undefined;
      if (isDamaged && !this.#view.allowDamagedFiles) {
        this.#log(
          "File has damaged (all-zero) chunks. Try running borg check --repair. " +
            "Mount with allow_damaged_files to read damaged files.",
        );
        throw new FileSystemError(EIO);
      }
      this.#lastHandle += 1;
      this.#open.set(
        this.#lastHandle,
        new OpenFile(this.#chunks, foreign?.chunks ?? item?.chunks ?? [], this.#chunksAhead),
      );
      return this.#lastHandle;
    });
  }

  read(
    handle: number,
    offset: number,
    size: number,
    send: (pieces: readonly Uint8Array[]) => void,
  ): void | Promise<void> {
    const file = this.#open.get(handle);
    if (file === undefined) throw new FileSystemError(EBADF);
    return file.read(offset, size, send);
  }

  release(handle: number): void {
    this.#open.delete(handle);
  }

  xattrNames(node: number): Maybe<readonly Uint8Array[]> {
    return this.#withItem(node, (item) => [...(item?.xattrs?.keys() ?? [])].map((name) => textToBytes(name)));
  }

  xattr(node: number, name: Uint8Array): Maybe<Uint8Array | undefined> {
    const key = bytesToText(name);
    return this.#withItem(node, (item) => {
      const value = item?.xattrs?.get(key);
      return value === null ? new Uint8Array(0) : value;
    });
  }

  #withItem<T>(node: number, use: (item: Item | undefined) => T): Maybe<T> {
    const place = this.#tree.nodes.place(node);
    if (place < 0) return use(undefined);
    const item = this.#items.at(place);
    return item instanceof Promise ? item.then(use) : use(item);
  }
}
