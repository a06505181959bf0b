import { InvalidRepository, RepositoryDoesNotExist } from "@coffer/format/errors";
import { isTrouble } from "../object-store/index.ts";
import type { KnownContent } from "../storage/index.ts";
import type { ObjectStore } from "../object-store/index.ts";
import { HEAD_KEY, REPOSITORY_PREFIX, segmentName, segmentNumber } from "./bucket-layout.ts";
import { decodeHead } from "./head.ts";
import type { Head } from "./head.ts";

/** As many segments as may have been begun out of order. */
const AHEAD_MAX = 64;

/** Read of the last segment: it holds a COMMIT, and mostly the manifest, which all want. */
const LAST_SEGMENT_READ = 256 * 1024;

/** Which files a repository has, and where that is written. */
export interface Listing {
  /** Names in the repository, with sizes where they are known. */
  readonly files: ReadonlyMap<string, number | undefined>;
  /** What everybody who opens the repository reads next. */
  readonly contents?: ReadonlyMap<string, KnownContent>;
  readonly head: Head | undefined;
  /** Of the head. */
  readonly etag: string | undefined;
}

/**
 * Finds the files of a repository: by its head, and the list of what came after it; where there is no head, as in a folder that was copied
 * into a bucket, by the list of all.
 *
 * @throws {RepositoryDoesNotExist} If there is nothing at all. @throws {InvalidRepository} If there is no config.
 */
export async function readListing(store: ObjectStore): Promise<Listing> {
  const found = await readHead(store);
  if (found === undefined) return { files: await listAll(store), head: undefined, etag: undefined };
  const { head, etag } = found;
  const files = new Map<string, number | undefined>(head.files.map((name) => [name, head.sizes.get(name)]));
  for (const segment of head.segments) files.set(segmentName(segment, head.segmentsPerFolder), undefined);
  const [behind, contents] = await Promise.all([listBehind(store, head), readAhead(store, head)]);
  for (const [name, size] of behind) files.set(name, size);
  return { files, contents, head, etag };
}

/** Reads at once what would be read one after the other. What is not there, or too large, is left to those who need it. */
async function readAhead(store: ObjectStore, head: Head): Promise<Map<string, KnownContent>> {
  const contents = new Map<string, KnownContent>();
  for (const [name, bytes] of head.contents) contents.set(name, { bytes, etag: undefined });
  const last = head.segments.at(-1);
  const names = ["config", ...(last === undefined ? [] : [segmentName(last, head.segmentsPerFolder)])];
  await Promise.all(
    names.map(async (name) => {
      try {
        const range = { offset: 0, length: LAST_SEGMENT_READ };
        const { bytes, size, etag } = await store.get(REPOSITORY_PREFIX + name, name === "config" ? {} : { range });
        if (bytes.length === size) contents.set(name, { bytes, etag });
      } catch (error) {
        if (!isTrouble(error, "missing")) throw error;
      }
    }),
  );
  return contents;
}

/** `undefined` if there is none. @throws {IntegrityError} */
export async function readHead(store: ObjectStore): Promise<{ head: Head; etag: string } | undefined> {
  try {
    const { bytes, etag } = await store.get(HEAD_KEY);
    return { head: decodeHead(bytes, `${store.location}/${HEAD_KEY}`), etag };
  } catch (error) {
    if (isTrouble(error, "missing")) return undefined;
    throw error;
  }
}

async function listAll(store: ObjectStore): Promise<Map<string, number>> {
  const files = await listRepository(store);
  if (files.size === 0) throw new RepositoryDoesNotExist(store.location);
  if (!files.has("config")) throw new InvalidRepository(store.location);
  return files;
}

/** All files of the repository, as they lie there. */
export async function listRepository(store: ObjectStore, folder = ""): Promise<Map<string, number>> {
  const files = new Map<string, number>();
  for await (const { key, size } of store.list(REPOSITORY_PREFIX + folder)) {
    files.set(key.slice(REPOSITORY_PREFIX.length), size);
  }
  return files;
}

/** Segments behind the last one that the head knows, and sizes of those beside them: one list, unless they fill a folder. */
async function listBehind(store: ObjectStore, head: Head): Promise<[string, number][]> {
  const { segmentsPerFolder } = head;
  const last = head.segments.at(-1) ?? -1;
  const known = new Set(head.segments);
  const found: [string, number][] = [];
  let highest = last;
  for (let folder = Math.floor((last + 1) / segmentsPerFolder); ; folder++) {
    for (const [name, size] of await listRepository(store, `data/${folder}/`)) {
      const segment = segmentNumber(name);
      if (segment === undefined) continue;
      if (segment > last || known.has(segment)) found.push([name, size]);
      highest = Math.max(highest, segment);
    }
    if (highest + AHEAD_MAX < (folder + 1) * segmentsPerFolder) return found;
  }
}
