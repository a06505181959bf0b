import { frequencyToMs } from "../../config/index.ts";
import type { Finding } from "../../state/index.ts";
import { type AuditedRepository, type AuditSubject, nameOf } from "../audit-subject.ts";
import { dateOf } from "../words.ts";

/** A check that was meant to run so much longer ago than its frequency is not only late. */
const LATE = 2;

/** A check without a frequency runs each time; once a month is the least. */
const LONGEST_MS = 31 * 86_400_000;

/** What is checked where the configuration says nothing, as `check` does. */
const USUAL_CHECKS = [
  { name: "repository", frequency: "1 month" },
  { name: "archives", frequency: "1 month" },
];

const DRILL_AGE = "6 months";

/** Checks and drills that are long overdue, or were never done. */
export function proofAges(subject: AuditSubject): readonly Finding[] {
  const { configuration } = subject;
  const { checks = [], skip_actions = [] } = configuration;
  const isOff = checks.some(({ name }) => name === "disabled") || skip_actions.includes("check");
  const off: Finding = {
    code: "checks-disabled",
    subject: "",
    severity: "warning",
    text: "Checks are switched off: damage of a repository is found when it is needed",
    remedy: "checks:\n    - name: repository\n      frequency: 2 weeks\n    - name: archives\n      frequency: 1 month",
  };
  return [
    ...(isOff ? [off] : subject.repositories.flatMap((repository) => overdueChecks(repository, subject))),
    ...subject.repositories.flatMap((repository) => overdueDrill(repository, subject) ?? []),
  ];
}

function overdueChecks(repository: AuditedRepository, { configuration, nowMs }: AuditSubject): readonly Finding[] {
  const { options, checkedMs, encryption } = repository;
  if (encryption === undefined) return [];
  const name = nameOf(options);
  const { checks = [] } = configuration;
  return (checks.length === 0 ? USUAL_CHECKS : checks).flatMap(({ name: check, frequency = "always" }) => {
    const lastMs = checkedMs.get(check);
    const limitMs = LATE * Math.max(frequencyToMs(frequency) ?? 0, LONGEST_MS);
    if (lastMs !== undefined && nowMs - lastMs <= limitMs) return [];
    return [
      {
        code: "check-overdue",
        subject: `${name} ${check}`,
        severity: "warning" as const,
        text: `The ${check} check of ${name} ${lastMs === undefined ? "has never ended well" : `last ended well on ${dateOf(lastMs)}`}`,
        remedy: `coffermatic check --repository ${name} --only ${check} --force`,
      },
    ];
  });
}

function overdueDrill(repository: AuditedRepository, { configuration, nowMs }: AuditSubject): Finding | undefined {
  const { options, drilledMs, encryption } = repository;
  if (encryption === undefined) return undefined;
  const age = configuration.audit?.drill_age ?? DRILL_AGE;
  if (drilledMs !== undefined && nowMs - drilledMs <= (frequencyToMs(age) ?? 0)) return undefined;
  const name = nameOf(options);
  const last =
    drilledMs === undefined ? "was never tried" : `was last tried on ${dateOf(drilledMs)}, more than ${age} ago`;
  return {
    code: "drill-overdue",
    subject: name,
    severity: "warning",
    text: `A restore from ${name} ${last}`,
    remedy: `coffermatic drill --repository ${name}`,
  };
}
