/**
 * The actions: what can be asked of a repository, one file each.
 *
 * Words: an action's *flags* are what the command line says of it; its *context* is the repository and the configuration that it works on.
 *
 * Stands on borg, hooks and what is below them; the cli's words.
 *
 * @module
 */
export type { ArchiveFigures } from "./create-figures.ts";
export type { ActionContext, BorgVerbosity } from "./action-context.ts";
export { ActionError } from "./action-error.ts";
export type * from "./action-flags.ts";
export { auditConfiguration, auditDueMs } from "./audit.ts";
export type { AuditContext } from "./audit.ts";
export { escrowKey, listEscrows, proveEscrow } from "./key-escrow.ts";
export type { Ask, KeyEscrowFlags } from "./key-escrow.ts";
export { canCreateTogether } from "./can-create-together.ts";
export { createArchives } from "./create.ts";
export type { ArchiveOutcome } from "./create.ts";
export { bootstrap, bootstrapConfiguration } from "./bootstrap.ts";
export { checkDrillAge } from "./drill/index.ts";
export { umount } from "./mount.ts";
export { noteFailure } from "./note-action.ts";
export { runAction } from "./run-action.ts";
