/**
 * Copies of keys that are kept away from the repository: which were made, where they are said to lie, and whether somebody has shown since that
 * they are still there.
 *
 * Words: a *proof* is a copy that was found and compared with the key of the repository: as a file, or as two lines of a paper key that only
 * somebody who has the paper can type. A *digest* is the SHA-256 of the key as it is stored, sealed with its passphrase: it changes with the
 * passphrase, and tells nothing of the key.
 *
 * @module
 */
export type { EscrowRecord } from "./escrow-record.ts";
export { EscrowStore } from "./escrow-store.ts";
export { digestOf, paperLines, sameKey, sameLine, storedKey } from "./key-copies.ts";
export type { StoredKey } from "./key-copies.ts";
