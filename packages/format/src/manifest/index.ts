/**
 * The manifest: the one object that names all archives of a repository.
 *
 * *Entry*: name, metadata id and time of one archive. *Timestamp*: of the manifest's last writing; it only ever grows, so
 * that a client notices when an old manifest is shown to it. *Feature flags*: what a client must know to read, check, write
 * or delete here.
 *
 * Stands on errors, bytes, keys.
 *
 * @module
 */
export { checkFeatures, mandatoryFeatures } from "./feature-flags.ts";
export type { Operation } from "./feature-flags.ts";
export { ITEM_KEYS } from "./item-keys.ts";
export { ARCHIVE_NAME_LENGTH_MAX, ARCHIVES_MAX, decodeManifest, encodeManifest } from "./manifest-codec.ts";
export type { DecodeManifestOptions, EncodeManifestOptions } from "./manifest-codec.ts";
export { Manifest } from "./manifest.ts";
export type { ArchiveEntry } from "./manifest.ts";
