import { type Finding, SEVERITIES } from "../state/index.ts";
import { type AcceptedFinding, sortOut } from "./acceptances.ts";
import type { AuditSubject } from "./audit-subject.ts";
import { RULES } from "./rules/index.ts";
import { type Scorecard, scorecardOf } from "./scorecard.ts";

/** What an audit has found. */
export interface AuditReport {
  /** Most severe first. */
  readonly findings: readonly Finding[];
  /** What the configuration says to live with. */
  readonly accepted: readonly AcceptedFinding[];
  readonly scorecard: Scorecard;
}

/** Looks at a configuration and the machine around it by all rules. Nothing is changed. */
export function audit(subject: AuditSubject): AuditReport {
  const found = new Map<string, Finding>();
  for (const finding of RULES.flatMap((rule) => rule(subject)))
    found.set(`${finding.code} ${finding.subject}`, finding);
  const { findings, accepted } = sortOut([...found.values()], subject.configuration.audit?.accept ?? [], subject.nowMs);
  return { findings: findings.toSorted(compare), accepted, scorecard: scorecardOf(subject) };
}

function compare(a: Finding, b: Finding): number {
  const bySeverity = SEVERITIES.indexOf(b.severity) - SEVERITIES.indexOf(a.severity);
  return bySeverity || compareText(a.code, b.code) || compareText(a.subject, b.subject);
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
