import type { Finding } from "../../state/index.ts";
import { type AuditSubject, nameOf } from "../audit-subject.ts";
import { isBelow } from "../machine/index.ts";
import { scorecardOf } from "../scorecard.ts";

/** Copies, the original among them, that the rule of three, two and one wants. */
const COPIES = 3;

/** Repositories that would be lost together with the sources, or with each other. */
export function copies(subject: AuditSubject): readonly Finding[] {
  const { copies: count, offSite, immutable, onSourceDisk } = scorecardOf(subject);
  const isAllOnDisk = onSourceDisk.length === subject.repositories.length;
  const isAllHere = subject.repositories.every(({ place }) => place.kind === "local");
  return [
    ...onSourceDisk.map((name): Finding => ({
      code: "repository-on-source-disk",
      subject: name,
      severity: isAllOnDisk ? "error" : "info",
      text: `${name} lies on a disk that holds sources${isAllOnDisk ? ", and so do all repositories: one dead disk takes everything" : ""}`,
      remedy: anotherRepository("ssh://backup@host/./main"),
    })),
    ...general(
      isAllHere,
      "no-other-machine",
      "warning",
      "All repositories lie on this machine: fire, theft or an intruder takes everything",
    ),
    ...general(
      !isAllHere && offSite.length === 0,
      "no-off-site",
      "warning",
      "No repository is known to lie elsewhere",
      sayingOf(subject, "off_site"),
    ),
    ...general(
      count < COPIES,
      "few-copies",
      "info",
      `There are ${count} copies with the original; the rule of three wants ${COPIES}`,
    ),
    ...general(
      immutable.length === 0,
      "not-immutable",
      "info",
      "This machine can delete all archives, and so can whoever takes it over",
      `serve with \`coffer serve --append-only\`, then say so:\n${sayingOf(subject, "immutable")}`,
    ),
    ...repositoriesInSources(subject),
  ];
}

function general(
  isWrong: boolean,
  code: string,
  severity: Finding["severity"],
  text: string,
  remedy: string = anotherRepository("ssh://backup@elsewhere.example.org/./main"),
): readonly Finding[] {
  return isWrong ? [{ code, subject: "", severity, text, remedy }] : [];
}

/** How the configuration says something of its last repository, which is often the one that lies farthest away. */
function sayingOf({ repositories }: AuditSubject, option: "off_site" | "immutable"): string {
  const [last] = repositories.toReversed();
  return `audit:\n    repositories:\n        - repository: ${last === undefined ? "" : nameOf(last.options)}\n          ${option}: true`;
}

function anotherRepository(path: string): string {
  return `repositories:\n    - path: ${path}`;
}

/** Borg leaves out the repository that it writes, but not the others: those would be backed up into each other. */
function repositoriesInSources({ repositories, coverage }: AuditSubject): readonly Finding[] {
  if (repositories.length < 2) return [];
  return repositories.flatMap(({ options, place }): Finding[] => {
    if (place.kind !== "local" || place.path === "" || coverage.at(place.path).state !== "covered") return [];
    const root = coverage.roots.find(({ path }) => isBelow(place.path, path))?.path ?? "";
    return [
      {
        code: "repository-in-source",
        subject: nameOf(options),
        severity: "warning",
        text: `${nameOf(options)} lies in the source ${root}: the other repositories back it up again and again`,
        remedy: `exclude_patterns:\n    - ${place.path}`,
      },
    ];
  });
}
