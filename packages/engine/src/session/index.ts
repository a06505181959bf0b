/**
 * Unlocking: from a repository of opaque objects to a session that reads and writes plaintext.
 *
 * - *session*: key, manifest and security folder of an open repository.
 * - *security folder*: what this client saw of a repository last; it outlives caches.
 * - *nonce reservation*: counter space taken, durably and in two places, before anything is encrypted with it.
 *
 * Stands on repository, storage, context and format. Knows nothing of archives.
 *
 * @module
 */
export * from "./cache-config.ts";
export * from "./create-key.ts";
export * from "./key-files.ts";
export * from "./nonce-reservation.ts";
export * from "./message-steps.ts";
export * from "./percent-steps.ts";
export * from "./save-file.ts";
export * from "./security-manager.ts";
export * from "./session.ts";
export * from "./stored-key.ts";
export * from "./unlock-key.ts";
