import type { Item } from "@coffer/format/archive";
import {
  fieldNames,
  formatFileMode,
  formatIsoTime,
  localTimeOfFile,
  quoteJson,
  replaceSurrogates,
  textLength,
} from "../text/index.ts";
import { type FieldValue, type LineWriter, compileLine } from "./line-format.ts";
import { TimeValue } from "./time-value.ts";

/** Hashes by their key in formats, and by their name in OpenSSL. */
const CRYPTOGRAPHIC_HASHES: Readonly<Record<string, string>> = {
  blake2b: "blake2b512",
  blake2s: "blake2s256",
  md5: "md5",
  sha1: "sha1",
  sha224: "sha224",
  sha256: "sha256",
  sha384: "sha384",
  sha512: "sha512",
  sha3_224: "sha3-224",
  sha3_256: "sha3-256",
  sha3_384: "sha3-384",
  sha3_512: "sha3-512",
};
export const HASH_KEYS: readonly string[] = [...Object.keys(CRYPTOGRAPHIC_HASHES), "xxh64"];
const CACHE_KEYS = ["dsize", "dcsize", "unique_chunks"];

/** What lines about items need besides the items. */
export interface ItemSources {
  readonly archiveName: string;
  /** 64 hex digits. */
  readonly archiveId: string;
  /** How often the repository refers to a chunk; needed for {@link needsCache} formats. */
  readonly refcount?: (id: Uint8Array) => number;
}

/** An item and what had to be read for it. */
interface Subject {
  readonly item: Item;
  readonly hashes: ReadonlyMap<string, string>;
}

export const ITEM_LINE_FORMAT = "{mode} {user:6} {group:6} {size:8} {mtime} {path}{extra}{NL}";
export const ITEM_SHORT_FORMAT = "{path}{NL}";

/** True if the format asks for what only the chunk index knows. */
export function needsCache(format: string): boolean {
  return namesOf(format).some((name) => CACHE_KEYS.includes(name));
}

/** Hashes that the format asks for. */
export function hashKeysOf(format: string): string[] {
  const names = new Set(namesOf(format));
  return HASH_KEYS.filter((key) => names.has(key));
}

function namesOf(format: string): string[] {
  try {
    return fieldNames(format);
  } catch {
    // The line writer tells what is wrong with it.
    return [];
  }
}

/** Writes the items of an archive as lines of text, or as JSON objects. */
export class ItemFormatter {
  private readonly writer: LineWriter<Subject>;

  /** @throws {InvalidListFormat} If the format is wrong. */
  constructor(format: string, sources: ItemSources, json: boolean) {
    const values = itemValues(sources);
    this.writer = json ? jsonWriter(format, values) : compileLine(format, values);
  }

  /** @param hashes Values for {@link hashKeysOf} the format. */
  format(item: Item, hashes: ReadonlyMap<string, string> = NO_HASHES): string {
    return this.writer({ item, hashes });
  }
}

const NO_HASHES: ReadonlyMap<string, string> = new Map();

/** Hashes of one item's content; empty texts for items that have none of their own. */
export async function hashContent(
  item: Item,
  keys: readonly string[],
  content: AsyncIterable<Uint8Array>,
): Promise<ReadonlyMap<string, string>> {
  if (item.chunks === undefined) return new Map(keys.map((key) => [key, ""]));
  const hashes = await Promise.all(keys.map(async (key) => await startHash(key)));
  for await (const piece of content) for (const hash of hashes) hash.update(piece);
  return new Map(keys.map((key, index) => [key, hashes[index]?.digest() ?? ""]));
}

interface RunningHash {
  update(data: Uint8Array): void;
  digest(): string;
}

async function startHash(key: string): Promise<RunningHash> {
  if (key === "xxh64") {
    const { createXxh64 } = await import("@coffer/format/kernels");
    const hash = createXxh64();
    return { update: (data) => void hash.update(data), digest: () => hash.hexdigest() };
  }
  const { createHash } = await import("node:crypto");
  const hash = createHash(CRYPTOGRAPHIC_HASHES[key] ?? key);
  return { update: (data) => void hash.update(data), digest: () => hash.digest("hex") };
}

function itemValues(sources: ItemSources): Map<string, (subject: Subject) => FieldValue> {
  const time = (pick: (item: Item) => bigint | undefined) => (item: Item) =>
    new TimeValue(localTimeOfFile(pick(item) || item.mtime));
  const mtime = time((item) => item.mtime);
  const ctime = time((item) => item.ctime);
  const atime = time((item) => item.atime);
  const plain: Readonly<Record<string, (item: Item) => FieldValue>> = {
    archivename: () => sources.archiveName,
    archiveid: () => sources.archiveId,
    type: (item) => formatFileMode(item.mode).charAt(0),
    mode: modeOf,
    uid: (item) => item.uid,
    gid: (item) => item.gid,
    user: (item) => item.user || item.uid,
    group: (item) => item.group || item.gid,
    path: (item) => replaceSurrogates(item.path),
    bpath: (item) => item.path,
    source: sourceOf,
    linktarget: sourceOf,
    flags: (item) => item.bsdflags ?? 0,
    extra: extraOf,
    health: (item) => (item.chunks_healthy === undefined ? "healthy" : "broken"),
    size: sizeOf,
    csize: compressedSizeOf,
    num_chunks: (item) => item.chunks?.length ?? 0,
    dsize: (item) => sumUnique(item, sources, (chunk) => chunk.size),
    dcsize: (item) => sumUnique(item, sources, (chunk) => chunk.csize),
    unique_chunks: (item) => sumUnique(item, sources, () => 1),
    mtime,
    ctime,
    atime,
    isomtime: (item) => formatIsoTime(mtime(item).time),
    isoctime: (item) => formatIsoTime(ctime(item).time),
    isoatime: (item) => formatIsoTime(atime(item).time),
  };
  const values = new Map<string, (subject: Subject) => FieldValue>();
  for (const [key, value] of Object.entries(plain)) values.set(key, (subject) => value(subject.item));
  for (const key of HASH_KEYS) values.set(key, (subject) => subject.hashes.get(key) ?? "");
  return values;
}

function sourceOf(item: Item): string {
  return item.source === undefined ? "" : replaceSurrogates(item.source);
}

function isSymlink(item: Item): boolean {
  return (item.mode & 0o170000) === 0o120000;
}

/** Permissions; hard links show an `h` in the place of their type. */
function modeOf(item: Item): string {
  const mode = formatFileMode(item.mode);
  return item.source && !isSymlink(item) ? `h${mode.slice(1)}` : mode;
}

function extraOf(item: Item): string {
  if (!item.source) return "";
  return isSymlink(item) ? ` -> ${sourceOf(item)}` : ` link to ${sourceOf(item)}`;
}

/** Bytes of content; of a symlink, characters of its target. */
function sizeOf(item: Item): number {
  if (item.size !== undefined) return item.size;
  if (isSymlink(item)) return textLength(item.source ?? "");
  let size = 0;
  for (const chunk of item.chunks ?? []) size += chunk.size;
  return size;
}

function compressedSizeOf(item: Item): number {
  if (isSymlink(item)) return textLength(item.source ?? "");
  let size = 0;
  for (const chunk of item.chunks ?? []) size += chunk.csize;
  return size;
}

/** Sum over the chunks that nothing but this item refers to. */
function sumUnique(
  item: Item,
  sources: ItemSources,
  figure: (chunk: { size: number; csize: number }) => number,
): number {
  const chunks = item.chunks ?? [];
  const counts = new Map<string, number>();
  const hexIds = chunks.map((chunk) => Buffer.from(chunk.id).toString("latin1"));
  for (const id of hexIds) counts.set(id, (counts.get(id) ?? 0) + 1);
  let sum = 0;
  for (const [index, chunk] of chunks.entries()) {
    if (sources.refcount?.(chunk.id) === counts.get(hexIds[index] ?? "")) sum += figure(chunk);
  }
  return sum;
}

/** Keys that every JSON line has, in their order. */
const JSON_KEYS = ["type", "mode", "user", "group", "uid", "gid", "path", "healthy", "source", "linktarget", "flags"];
/** Keys that a JSON line has if the format names them. */
const OPTIONAL_JSON_KEYS = [
  "size",
  "csize",
  "dsize",
  "dcsize",
  "num_chunks",
  "unique_chunks",
  "isomtime",
  "isoctime",
  "isoatime",
  "mtime",
  "ctime",
  "atime",
  ...HASH_KEYS,
];

function jsonWriter(
  format: string,
  values: ReadonlyMap<string, (subject: Subject) => FieldValue>,
): LineWriter<Subject> {
  // A wrong format is an error here too.
  compileLine(format, values);
  const named = new Set(namesOf(format));
  const keys = [
    ...["archivename", "archiveid"].filter((key) => named.has(key)),
    ...JSON_KEYS,
    ...OPTIONAL_JSON_KEYS.filter((key) => named.has(key)),
  ];
  const fields = keys.map((key) => {
    const value = key === "healthy" ? undefined : values.get(key);
    return { start: `${quoteJson(key)}: `, value };
  });
  return (subject) => {
    const parts = fields.map(
      ({ start, value }) => start + jsonText(value?.(subject) ?? subject.item.chunks_healthy === undefined),
    );
    return `{${parts.join(", ")}}\n`;
  };
}

function jsonText(value: FieldValue | boolean): string {
  if (typeof value === "string") return quoteJson(value);
  if (value instanceof TimeValue) return quoteJson(value.iso());
  return String(value);
}
