import type { Item, ItemChunk } from "@coffer/format/archive";
import { contentSize } from "@coffer/format/archive";
import type { ItemPair } from "./item-pairing.ts";

/** What may appear and vanish and is named by its kind. */
type Presence = "link" | "directory" | "blkdev" | "chrdev" | "fifo";

/** One change of an item; types and names as in Borg's JSON. */
export type ItemChange =
  /** Content; `size` in bytes. */
  | { readonly type: "added" | "removed"; readonly size: number }
  /** Bytes of the chunks that only one side has; unknown where chunks cannot be compared. */
  | { readonly type: "modified"; readonly added?: number; readonly removed?: number }
  | { readonly type: `added ${Presence}` | `removed ${Presence}` | "changed link" }
  | {
      readonly type: "owner";
      readonly old_user: string | null;
      readonly old_group: string | null;
      readonly new_user: string | null;
      readonly new_group: string | null;
    }
  | { readonly type: "mode"; readonly old_mode: number; readonly new_mode: number }
  /** Nanoseconds since 1970. */
  | { readonly type: "ctime"; readonly old_ctime: bigint; readonly new_ctime: bigint }
  | { readonly type: "mtime"; readonly old_mtime: bigint; readonly new_mtime: bigint };

export interface DiffRules {
  /** Equal content has equal chunks: both archives were cut alike. */
  readonly canCompareChunkIds: boolean;
  /** Owner, mode and times do not count. */
  readonly contentOnly: boolean;
}

const S_IFMT = 0o170000;
const S_IFLNK = 0o120000;
const NAMED_KINDS: readonly (readonly [number, Presence])[] = [
  [0o040000, "directory"],
  [0o060000, "blkdev"],
  [0o020000, "chrdev"],
  [0o010000, "fifo"],
];

/** Whether a pair is equal; `unknown` where only its contents can tell. */
export function comparePair({ before, after }: ItemPair, rules: DiffRules): "equal" | "different" | "unknown" {
  if (before === undefined || after === undefined) return before === after ? "equal" : "different";
  if (!hasSameAttributes(before, after, rules)) return "different";
  if (before.chunks === undefined || after.chunks === undefined) return "equal";
  if (rules.canCompareChunkIds) return isSameList(before.chunks, after.chunks) ? "equal" : "different";
  if (sizeOf(before) !== sizeOf(after)) return "different";
  return hasSameIds(before.chunks, after.chunks) ? "equal" : "unknown";
}

/**
 * The changes of a pair that is not equal, in Borg's order.
 *
 * May be empty: hard links of one content that lead elsewhere, and files whose chunks are only stored otherwise, are not equal
 * to Borg, yet it has no words for what changed. Chunks in another order are a change of 0 bytes.
 */
export function describeChanges(pair: ItemPair, rules: DiffRules): ItemChange[] {
  const { before, after } = pair;
  const changes: (ItemChange | undefined)[] = [];
  if (isKind(pair, S_IFLNK)) changes.push(linkChange(pair));
  changes.push(contentChange(pair, rules));
  for (const [kind, name] of NAMED_KINDS) if (isKind(pair, kind)) changes.push(presenceChange(pair, name));
  if (!rules.contentOnly && before !== undefined && after !== undefined) {
    changes.push(ownerChange(before, after), modeChange(before, after), ...timeChanges(before, after));
  }
  return changes.filter((change) => change !== undefined);
}

/** Bytes of content, as the item says; of a symlink, the length of its target. */
export function sizeOf(item: Item): number {
  if (item.size !== undefined) return item.size;
  return (item.mode & S_IFMT) === S_IFLNK ? (item.source ?? "").length : contentSize(item);
}

function hasSameAttributes(before: Item, after: Item, rules: DiffRules): boolean {
  if (before.source !== after.source) return false;
  if (rules.contentOnly) return true;
  return (
    before.mode === after.mode &&
    before.mtime === after.mtime &&
    before.ctime === after.ctime &&
    before.user === after.user &&
    before.group === after.group
  );
}

function isSameList(before: readonly ItemChunk[], after: readonly ItemChunk[]): boolean {
  const isSame = (chunk: ItemChunk, other: ItemChunk | undefined): boolean =>
    chunk.size === other?.size && chunk.csize === other.csize;
  return hasSameIds(before, after) && before.every((chunk, index) => isSame(chunk, after[index]));
}

function hasSameIds(before: readonly ItemChunk[], after: readonly ItemChunk[]): boolean {
  return (
    before.length === after.length &&
    before.every((chunk, index) => Buffer.compare(chunk.id, (after[index] as ItemChunk).id) === 0)
  );
}

function isKind({ before, after }: ItemPair, kind: number): boolean {
  return [before, after].some((item) => item !== undefined && (item.mode & S_IFMT) === kind);
}

function linkChange(pair: ItemPair): ItemChange | undefined {
  const { before, after } = pair;
  if (before === undefined || after === undefined) return presenceChange(pair, "link");
  if (before.source === undefined || after.source === undefined || before.source === after.source) return undefined;
  return { type: "changed link" };
}

function presenceChange({ before, after }: ItemPair, name: Presence): ItemChange | undefined {
  if (before === undefined && after !== undefined) return { type: `added ${name}` };
  if (before !== undefined && after === undefined) return { type: `removed ${name}` };
  return undefined;
}

function contentChange({ before, after }: ItemPair, rules: DiffRules): ItemChange | undefined {
  if (before === undefined) return after?.chunks && { type: "added", size: sizeOf(after) };
  if (after === undefined) return before.chunks && { type: "removed", size: sizeOf(before) };
  if (before.chunks === undefined || after.chunks === undefined) return undefined;
  if (!rules.canCompareChunkIds) return { type: "modified" };
  return {
    type: "modified",
    added: sizeOfNew(before.chunks, after.chunks),
    removed: sizeOfNew(after.chunks, before.chunks),
  };
}

/** Bytes of the chunks of `others` that are not among `chunks`. */
function sizeOfNew(chunks: readonly ItemChunk[], others: readonly ItemChunk[]): number {
  const name = ({ id }: ItemChunk): string => Buffer.from(id.buffer, id.byteOffset, id.length).toString("latin1");
  const known = new Set(chunks.map(name));
  return others.reduce((sum, chunk) => (known.has(name(chunk)) ? sum : sum + chunk.size), 0);
}

function ownerChange(before: Item, after: Item): ItemChange | undefined {
  if (before.user === after.user && before.group === after.group) return undefined;
  const [old_user, old_group, new_user, new_group] = [before.user, before.group, after.user, after.group];
  return { type: "owner", old_user, old_group, new_user, new_group };
}

function modeChange(before: Item, after: Item): ItemChange | undefined {
  if (before.mode === after.mode) return undefined;
  return { type: "mode", old_mode: before.mode, new_mode: after.mode };
}

/** Times that only one side has are no change to speak of. */
function timeChanges(before: Item, after: Item): ItemChange[] {
  const changes: ItemChange[] = [];
  if (before.ctime !== undefined && after.ctime !== undefined && before.ctime !== after.ctime) {
    changes.push({ type: "ctime", old_ctime: before.ctime, new_ctime: after.ctime });
  }
  if (before.mtime !== after.mtime) changes.push({ type: "mtime", old_mtime: before.mtime, new_mtime: after.mtime });
  return changes;
}
