/**
 * Copies of repositories, file by file: exact, verified on the way, taken up again where they were interrupted.
 *
 * - *source*, *target*: files of a repository, wherever they lie. The copy has the id, the key and the transaction of its source.
 * - *parked*: a config that no Borg takes for one, as long as the target is not whole.
 * - *journal*: which segments of the target are known to be copies; what is not in it was written by somebody else.
 *
 * Stands on storage, repository and format (segment, errors).
 * Format: docs/formats/copies.md.
 *
 * @module
 */
export { readSource } from "./copied-log.ts";
export type { SourceLog } from "./copied-log.ts";
export { copyRepository, planRepositoryCopy } from "./copy-repository.ts";
export type { CopyOptions, CopyResult } from "./copy-repository.ts";
