import { copyFile, link, mkdir, open, readdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { equalBytes, textToBytes } from "@coffer/format/bytes";
import { ATTIC_MAGIC, REPOSITORY_README, SEGMENT_MAGIC } from "@coffer/format/segment";
import type { Reporter } from "../context/index.ts";
import { PosixStorage } from "../storage/index.ts";
import { IndexFiles } from "./index-files.ts";
import { readConfig } from "./read-config.ts";
import { SegmentFiles } from "./segment-files.ts";

const ATTIC_INDEX_MAGIC = textToBytes("ATTICIDX");
const INDEX_MAGIC = textToBytes("BORG_IDX");

/**
 * The files of a repository on a local disk that Attic may have written, whose formats differ from Borg's in nothing but the
 * magics of segments and index. Takes no lock.
 */
export class LegacyFiles {
  /** 32 bytes. */
  readonly id: Uint8Array;
  readonly location: string;
  /** Segments in ascending order: absolute paths. */
  readonly segments: readonly string[];
  /** The newest index: absolute path. */
  readonly index: string | undefined;
  readonly #storage: PosixStorage;

  private constructor(
    storage: PosixStorage,
    found: { id: Uint8Array; segments: readonly string[]; index: string | undefined },
  ) {
    this.id = found.id;
    this.location = storage.location;
    this.segments = found.segments;
    this.index = found.index;
    this.#storage = storage;
  }

  /** @param path Absolute. @throws {InvalidRepository} @throws {InvalidRepositoryConfig} */
  static async open(path: string, reporter: Reporter): Promise<LegacyFiles> {
    const storage = new PosixStorage(path);
    const { id, segments_per_dir } = await readConfig(storage);
    const files = new SegmentFiles(storage, segments_per_dir);
    const segments: string[] = [];
    for await (const segment of files.ascending()) segments.push(files.path(segment));
    const transaction = await new IndexFiles(storage, reporter).latestTransaction();
    const index = transaction === undefined ? undefined : join(path, `index.${transaction}`);
    return new LegacyFiles(storage, { id, segments, index });
  }

  /** Makes a second tree of folders at `target`, with hard links to all files: it stays as it is when files are replaced. */
  async linkInto(target: string): Promise<void> {
    await linkTree(this.location, target);
  }

  /** Gives a segment Borg's magic if it has Attic's. With `inPlace` a linked copy changes as well. Durable on return. */
  async convertSegment(path: string, inPlace: boolean): Promise<void> {
    await replaceMagic(path, ATTIC_MAGIC, SEGMENT_MAGIC, inPlace);
  }

  /** As {@link convertSegment}, for an index. */
  async convertIndex(path: string, inPlace: boolean): Promise<void> {
    await replaceMagic(path, ATTIC_INDEX_MAGIC, INDEX_MAGIC, inPlace);
  }

  /** Writes Borg's README, by which it knows a repository. */
  async writeReadme(): Promise<void> {
    await this.#storage.writeAtomic("README", textToBytes(REPOSITORY_README));
  }
}

async function linkTree(source: string, target: string): Promise<void> {
  await mkdir(target);
  for (const entry of await readdir(source, { withFileTypes: true })) {
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    await (entry.isDirectory() ? linkTree(from, to) : link(from, to));
  }
}

/** A crash leaves either the old file or the new one, and perhaps a `.tmp` that counts for nothing. */
async function replaceMagic(path: string, magic: Uint8Array, replacement: Uint8Array, inPlace: boolean): Promise<void> {
  if (!equalBytes(await readHead(path, magic.length), magic)) return;
  const target = inPlace ? path : `${path}.tmp`;
  if (!inPlace) await copyFile(path, target);
  const file = await open(target, "r+");
  try {
    await file.write(replacement, 0, replacement.length, 0);
    await file.sync();
  } finally {
    await file.close();
  }
  if (inPlace) return;
  await rename(target, path);
  const folder = await open(dirname(path), "r");
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

async function readHead(path: string, length: number): Promise<Uint8Array> {
  const file = await open(path, "r");
  try {
    const head = new Uint8Array(length);
    const { bytesRead } = await file.read(head, 0, length, 0);
    return head.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}
