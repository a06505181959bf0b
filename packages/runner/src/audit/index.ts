/**
 * Audits: what is not backed up and should be, what a restore would miss, what others could read.
 *
 * Words: a *rule* looks at one thing and tells findings; its *subject* is a configuration and the machine around it. A *place* is a path that
 * holds what somebody would miss; *coverage* is what archives take of it. An *acceptance* is a finding that somebody lives with, for a reason
 * and until a day. *Escrow* is a copy of a key that is kept away from the repository.
 *
 * Stands on state, hooks, config, system; the plan of prune and Borg's patterns. Asks no repository: what is known of them is handed in.
 *
 * @module
 */
export { audit } from "./audit.ts";
export type { AuditReport } from "./audit.ts";
export type { AuditedRepository, AuditSubject, CoveredConfiguration } from "./audit-subject.ts";
export { SourceCoverage } from "./coverage/index.ts";
export * from "./escrow/index.ts";
export { readMounts, RootedMachine } from "./machine/index.ts";
export type { Machine } from "./machine/index.ts";
export { renderReport } from "./render-report.ts";
export { retentionRules } from "./retention/index.ts";
export { ScorecardStore } from "./scorecard-store.ts";
export type { KeptScorecard } from "./scorecard-store.ts";
export { repositoryPlace } from "./repository-place.ts";
