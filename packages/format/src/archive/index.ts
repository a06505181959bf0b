/**
 * Archives and the items in them.
 *
 * An *archive record* is an archive's metadata; an *item* is one file system object in it. Items lie one after the other in
 * the *item stream*, which is cut into chunks like any content. A *master* is the first item of several hard links, the
 * others are its *slaves*.
 *
 * Stands on bytes, chunker, patterns and keys. Formats: docs/formats/archive.md and docs/formats/items.md.
 *
 * @module
 */
export { decodeArchive, encodeArchive } from "./archive-codec.ts";
export type { DecodedArchive } from "./archive-codec.ts";
export { checkpointName, freeCheckpointName, isArchiveName, isCheckpointName } from "./archive-name.ts";
export { ARCHIVE_KEYS, archiveRecordFromMap, archiveRecordToMap, REQUIRED_ARCHIVE_KEYS } from "./archive-record.ts";
export type { ArchiveRecord } from "./archive-record.ts";
export { readBigIntField, writeBigIntField } from "./bigint-field.ts";
export { decodeItem } from "./decode-item.ts";
export { encodeItem, encodeItemAroundChunks } from "./encode-item.ts";
export { contentSize, isHardlinkable, isHardlinkMaster, isHardlinkSlave } from "./hard-links.ts";
export { ITEM_KEYS, REQUIRED_ITEM_KEYS } from "./item.ts";
export type { Item, ItemChunk, ItemKey } from "./item.ts";
export { makePathSafe, stripComponents, stripPrefixOf } from "./item-path.ts";
export { decodeItems, decodeItemsAsync, ItemStreamReader, PACKED_ITEM_SIZE_MAX } from "./item-stream-reader.ts";
export { ItemStreamWriter } from "./item-stream-writer.ts";
export { formatTimestamp, NS_MAX, parseTimestamp, safeNs } from "./timestamps.ts";
