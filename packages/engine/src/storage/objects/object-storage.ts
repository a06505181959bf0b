import { isTrouble } from "../../object-store/index.ts";
import type { ObjectStore, PutCondition } from "../../object-store/index.ts";
import { StorageError } from "../storage-error.ts";
import { assertFolderName, assertStorageName, folderOf } from "../storage-names.ts";
import type { Storage, StorageWriter, StoredFile } from "../storage.ts";
import { ByteParts } from "./byte-parts.ts";
import { ObjectWriter } from "./object-writer.ts";
import { SMALL_FILE_MAX, SmallFiles } from "./small-files.ts";
import { Uploads } from "./uploads.ts";
import type { Remains } from "./uploads.ts";

/** Read of a file whose size nobody knows: it tells the size, and most such files are small. */
const FIRST_READ_SIZE = 64 * 1024;

export interface ObjectStorageOptions {
  /** Of the keys of all files; ends with `/`, or is empty. */
  readonly prefix: string;
  /** What is there, as far as anybody knows, with sizes where they are known. */
  readonly files: Iterable<readonly [name: string, size: number | undefined]>;
  /** What was read of these before. */
  readonly contents?: Iterable<readonly [name: string, content: KnownContent]> | undefined;
  /** See `Storage.createsWhole`. Default: false. */
  readonly createsWhole?: boolean;
  /** Asked before a file is removed that no upload is under way for: false leaves the object where it is. */
  readonly mayDelete?: (name: string) => boolean | Promise<boolean>;
  /** Called before a new file is sent. If it throws, nothing is. */
  readonly beforeUpload?: (name: string) => Promise<void>;
  /** Called when a new file, or one that was read and replaced, is in the store. If it throws, the file does not count. */
  readonly afterUpload?: (name: string, size: number) => Promise<void>;
}

/** The whole of a file. */
export interface KnownContent {
  readonly bytes: Uint8Array;
  /** `undefined` of a file that is never replaced. */
  readonly etag: string | undefined;
}

/**
 * A storage in an object store: each file is an object.
 *
 * Which files there are is known from the beginning and kept in memory, so that listing costs nothing; others must not change that
 * meanwhile. Files come into being whole, and are never seen in part. What is written stands in memory until it is on its way, and is
 * sent behind the caller's back: see {@link settle}. A file that {@link read} has read is replaced only if nobody else has changed it since
 * (`ESTALE` else).
 */
export class ObjectStorage implements Storage {
  readonly location: string;
  readonly createsWhole: boolean;
  readonly #store: ObjectStore;
  readonly #options: ObjectStorageOptions;
  /** Sizes of all files that are there; `undefined`: not known. */
  readonly #files: Map<string, number | undefined>;
  readonly #folders = new Set<string>([""]);
  /** Content that nobody has asked to be durable yet. */
  readonly #staged = new Map<string, ByteParts>();
  readonly #uploads: Uploads;
  readonly #small = new SmallFiles();
  readonly #etags = new Map<string, string>();
  /** Content of files that are never replaced, as we were told. */
  readonly #given = new Map<string, Uint8Array>();

  constructor(store: ObjectStore, options: ObjectStorageOptions) {
    this.location = store.location;
    this.#store = store;
    this.#options = options;
    this.createsWhole = options.createsWhole ?? false;
    this.#files = new Map(options.files);
    for (const [name, content] of options.contents ?? []) if (this.#files.has(name)) this.#give(name, content);
    for (const name of this.#files.keys()) this.#addFolders(folderOf(name));
    this.#uploads = new Uploads({
      prepare: async (name) => options.beforeUpload?.(name),
      send: async (name, content, signal) => {
        await this.#store.put(this.#key(name), content.parts, { condition: { ifAbsent: true }, signal });
        await options.afterUpload?.(name, content.size);
        this.#files.set(name, content.size);
      },
    });
  }

  /** Names and sizes of the files that are in the store. */
  get files(): ReadonlyMap<string, number | undefined> {
    return this.#files;
  }

  /** All of a file, if it is in memory. Not to be changed. */
  content(name: string): Uint8Array | undefined {
    return this.#given.get(name) ?? this.#small.get(name);
  }

  list(folder: string): Promise<StoredFile[]> {
    assertFolderName(folder);
    const found: StoredFile[] = [];
    for (const name of this.#names()) if (folderOf(name) === folder) found.push({ name, isFolder: false });
    for (const name of this.#folders) {
      if (name !== "" && folderOf(name) === folder) found.push({ name, isFolder: true });
    }
    return Promise.resolve(found);
  }

  async size(name: string): Promise<number | undefined> {
    assertStorageName(name);
    const unsent = this.#unsent(name);
    if (unsent !== undefined) return unsent.size;
    if (!this.#files.has(name)) return undefined;
    const known = this.#files.get(name);
    if (known !== undefined) return known;
    await this.#readRange(name, 0, FIRST_READ_SIZE);
    return this.#files.get(name);
  }

  async read(name: string, offset: number = 0, length: number = Infinity): Promise<Uint8Array> {
    assertStorageName(name);
    const unsent = this.#unsent(name);
    if (unsent !== undefined) return unsent.read(offset, length);
    if (offset > 0 || length < Infinity) return this.#readRange(name, offset, length);
    // What we replace, we replace on the condition that it is still what was read.
    const kept = this.#given.get(name) ?? (this.#etags.has(name) ? this.#small.get(name) : undefined);
    if (kept !== undefined) return kept.slice();
    const { bytes, etag } = await this.#told(name, this.#store.get(this.#key(name)));
    this.#keep(name, bytes.slice(0, SMALL_FILE_MAX + 1), etag, bytes.length);
    return bytes;
  }

  async readInto(name: string, offset: number, target: Uint8Array): Promise<number> {
    assertStorageName(name);
    const unsent = this.#unsent(name);
    if (unsent !== undefined) return unsent.readInto(offset, target);
    const bytes = await this.#readRange(name, offset, target.length);
    target.set(bytes);
    return bytes.length;
  }

  async writeAtomic(name: string, data: Uint8Array): Promise<void> {
    assertStorageName(name);
    await this.#replace(name, [data], await this.#unchanged(name));
    await this.#options.afterUpload?.(name, data.length);
  }

  /** Where the bucket keeps versions, what was there before stays. */
  async replaceSecret(name: string, data: Uint8Array): Promise<void> {
    await this.writeAtomic(name, data);
  }

  /** What is in the store is copied, and removed then. */
  async rename(source: string, target: string): Promise<void> {
    assertStorageName(source);
    assertStorageName(target);
    const staged = this.#staged.get(source);
    if (staged !== undefined) {
      this.#staged.delete(source);
      this.#staged.set(target, staged);
      return;
    }
    await this.settle();
    const { bytes } = await this.#told(source, this.#store.get(this.#key(source)));
    this.#staged.delete(target);
    await this.#replace(target, [bytes], undefined);
    await this.#delete(source);
  }

  /** The content is sent when {@link syncFolder} makes the name durable. */
  async writeSynced(name: string, parts: Iterable<Uint8Array>): Promise<void> {
    assertStorageName(name);
    const content = new ByteParts();
    for (const part of parts) content.append(new Uint8Array(part));
    this.#staged.set(name, content);
  }

  /** Files called `.tmp` wait for the name that they are to have: an object has no other. */
  async syncFolder(folder: string): Promise<void> {
    assertFolderName(folder);
    if (!this.#folders.has(folder)) throw new StorageError("ENOENT", this.#path(folder));
    const names = [...this.#staged.keys()].filter((name) => folderOf(name) === folder && !name.endsWith(".tmp"));
    await Promise.all(
      names.map(async (name) => {
        const content = this.#staged.get(name);
        if (content !== undefined) await this.#replace(name, content.parts, undefined);
        this.#staged.delete(name);
      }),
    );
  }

  async createWriter(name: string): Promise<StorageWriter> {
    assertStorageName(name);
    if (this.#files.has(name) || this.#unsent(name) !== undefined) throw new StorageError("EEXIST", this.#path(name));
    this.#addFolders(folderOf(name));
    const content = new ByteParts();
    this.#staged.set(name, content);
    return new ObjectWriter(content, async () => {
      await this.#uploads.begin(name, content);
      this.#staged.delete(name);
    });
  }

  async appendText(name: string, text: string): Promise<void> {
    assertStorageName(name);
    const before = this.#files.has(name) ? await this.read(name) : new Uint8Array(0);
    await this.writeAtomic(name, Buffer.concat([before, new TextEncoder().encode(text)]));
  }

  async remove(name: string): Promise<void> {
    assertStorageName(name);
    this.#staged.delete(name);
    const isListed =
      this.#uploads.content(name) === undefined ? this.#files.has(name) : (await this.abandon(name)) !== "nothing";
    if (isListed) await this.#delete(name);
  }

  removeFolder(name: string): Promise<void> {
    assertStorageName(name);
    const isEmpty = ![...this.#names(), ...this.#folders].some((one) => folderOf(one) === name);
    if (isEmpty) this.#folders.delete(name);
    return Promise.resolve();
  }

  async createFolder(name: string): Promise<void> {
    assertFolderName(name);
    if (!this.#folders.has(folderOf(name))) throw new StorageError("ENOENT", this.#path(name));
    this.#folders.add(name);
  }

  /** A bucket has no end. */
  freeSpace(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /** Removes all that is below the root of the store, whatever put it there. */
  async destroy(): Promise<void> {
    await deleteAll(this.#store);
    this.#files.clear();
    this.#folders.clear();
    this.#staged.clear();
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** Waits for all that is on its way. @throws What failed first. */
  settle(): Promise<void> {
    return this.#uploads.settle();
  }

  /** Gives up a file that was begun, whether or not it is complete; it is not listed any more. @returns What is in the store now. */
  async abandon(name: string): Promise<Remains> {
    const remains = this.#staged.delete(name) ? "nothing" : await this.#uploads.cancel(name);
    this.#forget(name);
    return remains;
  }

  /** Creates or replaces an object, whatever it was. */
  async plant(name: string, data: Uint8Array): Promise<void> {
    await this.#replace(name, [data], undefined);
  }

  /** Files of the store and those that are to come. */
  #names(): Set<string> {
    const names = new Set(this.#files.keys());
    for (const name of this.#staged.keys()) names.add(name);
    return names;
  }

  #unsent(name: string): ByteParts | undefined {
    return this.#staged.get(name) ?? this.#uploads.content(name);
  }

  async #readRange(name: string, offset: number, length: number): Promise<Uint8Array> {
    const small = this.content(name);
    if (small !== undefined) return small.subarray(offset, offset + length);
    const known = this.#files.get(name);
    if (known !== undefined && offset >= known) return new Uint8Array(0);
    const isSmall = known === undefined ? offset + length <= FIRST_READ_SIZE : known <= SMALL_FILE_MAX;
    const range = isSmall ? { offset: 0, length: known ?? FIRST_READ_SIZE } : { offset, length };
    const { bytes, size, etag } = await this.#told(name, this.#store.get(this.#key(name), { range }));
    this.#files.set(name, size);
    if (range.offset === 0 && bytes.length === size) this.#keep(name, bytes, etag, size);
    return isSmall ? bytes.subarray(offset, offset + length) : bytes;
  }

  /** Remembers what was read or written. @param bytes All of the file if that is small; ours from now on. */
  #keep(name: string, bytes: Uint8Array, etag: string, size: number): void {
    this.#files.set(name, size);
    // no condition can be made of an empty one
    if (etag !== "") this.#etags.set(name, etag);
    if (size <= SMALL_FILE_MAX) this.#small.set(name, bytes);
  }

  #give(name: string, { bytes, etag }: KnownContent): void {
    this.#files.set(name, bytes.length);
    if (etag === undefined) this.#given.set(name, bytes);
    else this.#keep(name, bytes, etag, bytes.length);
  }

  /** The condition that says that a file is as we know it. */
  async #unchanged(name: string): Promise<PutCondition> {
    const known = this.#etags.get(name);
    if (known !== undefined) return { ifMatch: known };
    const found = this.#files.has(name) ? await this.#store.head(this.#key(name)) : undefined;
    return found === undefined ? { ifAbsent: true } : { ifMatch: found.etag };
  }

  async #replace(name: string, parts: readonly Uint8Array[], condition: PutCondition | undefined): Promise<void> {
    this.#small.forget(name);
    this.#given.delete(name);
    const { etag } = await this.#told(name, this.#store.put(this.#key(name), parts, { condition }));
    const size = parts.reduce((sum, part) => sum + part.length, 0);
    this.#keep(name, size <= SMALL_FILE_MAX ? Buffer.concat(parts) : new Uint8Array(0), etag, size);
  }

  async #delete(name: string): Promise<void> {
    const isOurs = (await this.#options.mayDelete?.(name)) ?? true;
    this.#forget(name);
    if (isOurs) await this.#store.delete([this.#key(name)]);
  }

  #forget(name: string): void {
    this.#files.delete(name);
    this.#etags.delete(name);
    this.#small.forget(name);
    this.#given.delete(name);
  }

  #addFolders(folder: string): void {
    for (let one = folder; one !== ""; one = folderOf(one)) this.#folders.add(one);
  }

  /** The answer of the store; its errors, where storages have a name for them. */
  async #told<T>(name: string, answer: Promise<T>): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      if (isTrouble(error, "missing")) throw new StorageError("ENOENT", this.#path(name), { cause: error });
      if (isTrouble(error, "unmet")) throw new StorageError("ESTALE", this.#path(name), { cause: error });
      throw error;
    }
  }

  #key(name: string): string {
    return this.#options.prefix + name;
  }

  #path(name: string): string {
    return `${this.location}/${name}`;
  }
}

/** Removes all objects of a store, the last in their order first. */
export async function deleteAll(store: ObjectStore): Promise<void> {
  const keys = await Array.fromAsync(store.list(""), ({ key }) => key);
  await store.delete(keys.reverse());
}
