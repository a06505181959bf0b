/**
 * Repositories on servers that speak SFTP and need no Borg: Borg's files and Borg's locks, reached through the user's `ssh`.
 *
 * Stands on ssh, storage and repository. Formats: docs/formats/repository.md, locks.md.
 *
 * @module
 */
export { createSftpRepository, openSftpFiles, openSftpRepository, openWritableSftpFiles } from "./sftp-repository.ts";
export type { SftpPlace } from "./sftp-place.ts";
