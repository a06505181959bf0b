import { compileFnmatch } from "@coffer/format/patterns";
import type { Configuration } from "../config/index.ts";
import type { Finding } from "../state/index.ts";

/** A finding that somebody has looked at and lives with. */
export interface AcceptedFinding extends Finding {
  readonly reason: string;
  /** The last day, `2027-01-31`; undefined for no end. */
  readonly until: string | undefined;
}

/** Findings, told apart. */
export interface SortedFindings {
  readonly findings: readonly Finding[];
  readonly accepted: readonly AcceptedFinding[];
}

type Acceptance = NonNullable<NonNullable<Configuration["audit"]>["accept"]>[number];

const DAY_MS = 86_400_000;

/** Takes out what `audit.accept` names. An acceptance that is over, or that nothing needs, is a finding of its own. */
export function sortOut(found: readonly Finding[], acceptances: readonly Acceptance[], nowMs: number): SortedFindings {
  const findings: Finding[] = [];
  const accepted: AcceptedFinding[] = [];
  const needed = new Set<Acceptance>();
  for (const finding of found) {
    const matching = acceptances.filter((acceptance) => matches(acceptance, finding));
    for (const acceptance of matching) needed.add(acceptance);
    const valid = matching.find((acceptance) => !isOver(acceptance, nowMs));
    const [over] = matching;
    if (valid !== undefined) accepted.push({ ...finding, reason: valid.reason, until: valid.until });
    else if (over === undefined) findings.push(finding);
    else
      findings.push({
        ...finding,
        text: `${finding.text} (was accepted, but only until ${over.until}: ${over.reason})`,
      });
  }
  return { findings: [...findings, ...acceptances.filter((one) => !needed.has(one)).map(unneeded)], accepted };
}

function matches({ code, subject }: Acceptance, finding: Finding): boolean {
  return code === finding.code && (subject === undefined || compileFnmatch(subject).test(finding.subject));
}

/** The last day counts. */
function isOver({ until }: Acceptance, nowMs: number): boolean {
  return until !== undefined && nowMs >= Date.parse(until) + DAY_MS;
}

function unneeded({ code, subject }: Acceptance): Finding {
  return {
    code: "acceptance-unneeded",
    subject: [code, subject].filter((part) => part !== undefined).join(" "),
    severity: "info",
    text: `audit.accept names ${code}${subject === undefined ? "" : ` of ${subject}`}, and nothing was found that it is for`,
    remedy: "take it out of audit.accept",
  };
}
