/**
 * What a user can ask for: one function, one Options and one Result for each command.
 *
 * The results are plain data; words are the caller's business. Long lists are told through a `visit` function as they come.
 * Stands on all other layers of the engine; `cli`, `runner` and `host` stand on it and reach below for nothing but context.
 *
 * @module
 */
export { selectArchives } from "./archive-selection.ts";
export type { ArchiveEntry, ArchiveSelection, ArchiveSortKey } from "./archive-selection.ts";
export { benchmarkCrud } from "./benchmark-crud.ts";
export type { BenchmarkCrudOptions, CrudLoad, CrudTimes } from "./benchmark-crud.ts";
export { breakLock } from "./break-lock.ts";
export { check } from "./check.ts";
export type { CheckOptions, CheckResult } from "./check.ts";
export { compact } from "./compact.ts";
export type { CompactOptions } from "./compact.ts";
export { config } from "./config.ts";
export type { ConfigEntry, ConfigOptions, ConfigRequest } from "./config.ts";
export { create, createDryRun } from "./create.ts";
export type { CreateInput, CreateInputs } from "./create-inputs.ts";
export type { CreateDryRunOptions, CreateOptions, WalkRules } from "./create.ts";
export { dumpArchive, dumpArchiveItems, dumpManifest } from "./debug-archive.ts";
export type { ArchiveDump, DumpArchiveOptions } from "./debug-archive.ts";
export { dumpLog, dumpObjects } from "./debug-dump-objects.ts";
export type { DumpLogOptions } from "./debug-dump-objects.ts";
export { readHints } from "./debug-hints.ts";
export { countReferences, deleteObjects, getObject, hashId, putObject } from "./debug-objects.ts";
export type { ObjectOptions, ObjectsOptions } from "./debug-objects.ts";
export { searchObjects } from "./debug-search-objects.ts";
export type { ObjectFinding, SearchObjectsOptions } from "./debug-search-objects.ts";
export type { CreateResult } from "./create-result.ts";
export { deleteArchives } from "./delete-archives.ts";
export type { DeleteArchivesOptions, DeleteArchivesResult, DeleteVisitor } from "./delete-archives.ts";
export { deleteRepository } from "./delete-repository.ts";
export type { DeleteRepositoryOptions } from "./delete-repository.ts";
export type { DeletedSizes } from "./drop-archive.ts";
export { exportTar } from "./export-tar.ts";
export type { ExportTarOptions, TarTarget } from "./export-tar.ts";
export { diff } from "./diff.ts";
export type { DiffOptions, PathDifference } from "./diff.ts";
export type { DiffSortField, DiffSortKey } from "./diff-order.ts";
export { extract } from "./extract.ts";
export type { ExtractOptions } from "./extract.ts";
export { importTar } from "./import-tar.ts";
export type { ImportTarOptions, TarSource } from "./import-tar.ts";
export { info } from "./info.ts";
export type { ArchiveInfo, InfoOptions, InfoResult } from "./info.ts";
export { init } from "./init.ts";
export type { InitOptions, InitResult } from "./init.ts";
export { exportKey, importKey } from "./key-backup.ts";
export type { ImportKeyOptions, KeyBackup } from "./key-backup.ts";
export { changePassphrase } from "./key-change-passphrase.ts";
export type { ChangePassphraseResult } from "./key-change-passphrase.ts";
export { migrateToRepokey } from "./key-migrate-to-repokey.ts";
export { exportRelatedSecrets } from "./key-related-secrets.ts";
export { listArchive, listRepository } from "./list.ts";
export type { ArchiveDetails, ArchiveView, ListArchiveOptions, ListRepositoryOptions } from "./list.ts";
export { prune } from "./prune.ts";
export type { PruneOptions, PruneResult, PruneVisitor } from "./prune.ts";
export { planPrune } from "./prune-plan.ts";
export type { PruneDecision, PruneRules } from "./prune-plan.ts";
export { recreate } from "./recreate.ts";
export type { RecreateOptions, RecreateStatistics, RecreateVisitor } from "./recreate.ts";
export { rename } from "./rename.ts";
export type { RenameOptions } from "./rename.ts";
export type { RepositoryFacts } from "./repository-facts.ts";
export { mount } from "./mount.ts";
export type { MountOptions } from "./mount.ts";
export { umount } from "./umount.ts";
export { serve } from "./serve.ts";
export type { ServeOptions, ServeResult, ServerConnection } from "./serve.ts";
export { withRepository, withSession } from "./repository-target.ts";
export type { ItemChange, Mismatch, MismatchKind, VerifiedFiles } from "../archive/index.ts";
export type { RepositoryPlace } from "./repository-place.ts";
export type { Access, RepositoryTarget } from "./repository-target.ts";
export type { LoggedEntry } from "../repository/index.ts";
export { serverVersion } from "./server-version.ts";
export { upgradeArchivesTam } from "./upgrade-archives-tam.ts";
export type { ArchivesTamOptions, ArchivesTamResult, ArchiveTamVisitor } from "./upgrade-archives-tam.ts";
export { upgradeLegacy } from "./upgrade-legacy.ts";
export type { UpgradeLegacyOptions } from "./upgrade-legacy.ts";
export { checkTam, disableTam, enableTam } from "./upgrade-tam.ts";
export type { UpgradeTamOptions, UpgradeTamResult } from "./upgrade-tam.ts";
export { verifyFiles } from "./verify-files.ts";
export type { VerifyFilesOptions } from "./verify-files.ts";
export { withLock } from "./with-lock.ts";
export type { WithLockOptions, WithLockResult } from "./with-lock.ts";
export type { ArchiveStatistics, CacheStatistics, FilesCacheMode, LocalCacheOptions } from "../cache/index.ts";
