import type { Finding } from "../../state/index.ts";
import { isAtLeast } from "../../state/index.ts";
import type { AuditSubject } from "../audit-subject.ts";
import type { Coverage } from "../coverage/index.ts";
import { type DatabaseKind, DUMP_OPTIONS, findDatabase, isDumped } from "../databases/index.ts";
import { isBelow } from "../machine/index.ts";
import {
  changedPlaces,
  containerPlaces,
  homePlaces,
  mountedPlaces,
  type Place,
  servicePlaces,
  webPlaces,
  wellKnownPlaces,
} from "../places/index.ts";

const DAY_MS = 86_400_000;

/** A change of the last days is worth a look, unless the configuration says otherwise. */
const RECENT_DAYS = 30;

/** Paths that hold what somebody would miss, and that no source of any configuration takes. */
export function uncoveredPlaces(subject: AuditSubject): readonly Finding[] {
  if (!subject.looksAtMachine) return [];
  const { machine, mounts, configuration, nowMs } = subject;
  const known = [
    ...wellKnownPlaces(machine),
    ...homePlaces(machine),
    ...servicePlaces(machine),
    ...containerPlaces(machine),
    ...webPlaces(machine),
    ...mountedPlaces(mounts, machine),
  ].map((place) => ({ ...place, path: machine.realPath(place.path) ?? place.path }));
  const recentDays = configuration.audit?.recent_days ?? RECENT_DAYS;
  const isSettledHere = (folder: string): boolean => isSettled(folder, known, subject);
  const changed =
    recentDays === 0 ? [] : changedPlaces(machine, { sinceMs: nowMs - recentDays * DAY_MS, isSettled: isSettledHere });
  return withoutRepetition(withoutDatabaseDisks([...known, ...changed]).flatMap((place) => findingOf(place, subject)));
}

/** That a disk of its own is mounted there says less of a path than whose databases it holds. */
function withoutDatabaseDisks(places: readonly Place[]): readonly Place[] {
  const databases = new Set(places.flatMap(({ path, database }) => (database === undefined ? [] : [path])));
  return places.filter(({ path, database }) => database !== undefined || !databases.has(path));
}

function findingOf(place: Place, subject: AuditSubject): readonly Finding[] {
  const coverage = coverageOf(place, subject);
  // parts of it were chosen on purpose: what is missing of it has places of its own
  if (coverage.state === "covered" || coverage.state === "partly" || isRepository(place.path, subject)) return [];
  const { path, what, severity } = place;
  const reason = coverage.state === "excluded" ? coverage.because : "no source holds it";
  return [
    {
      code: "path-not-covered",
      subject: path,
      severity,
      text: `${path} is not backed up (${what}): ${reason}`,
      remedy: databasesOf(place, subject).flatMap((kind) => DUMP_OPTIONS[kind] ?? [])[0] ?? remedyOf(path, coverage),
    },
  ];
}

function coverageOf(place: Place, subject: AuditSubject): Coverage {
  const { path } = place;
  const { together, workingDirectory } = subject;
  const isDumpedSomewhere = together.some(({ configuration }) =>
    databasesOf(place, subject).some((kind) => isDumped({ kind, path }, configuration, workingDirectory)),
  );
  if (isDumpedSomewhere) return { state: "covered" };
  const all = together.map(({ coverage }) => coverage.at(path));
  const best = (["covered", "partly", "excluded"] as const).flatMap(
    (state) => all.find((one) => one.state === state) ?? [],
  );
  return best[0] ?? { state: "elsewhere" };
}

/** What a place is known to hold, or by its files is itself the folder of: a volume, a disk. */
function databasesOf({ path, database }: Place, { machine }: AuditSubject): readonly DatabaseKind[] {
  if (database !== undefined) return [database];
  const found = findDatabase({ path, names: machine.names(path) }, machine);
  return found.filter((one) => one.path === path).map(({ kind }) => kind);
}

function remedyOf(path: string, coverage: Coverage): string {
  const source = `source_directories:\n    - ${path}`;
  if (coverage.state !== "excluded") return source;
  return coverage.because.startsWith("the pattern")
    ? `take the pattern out of the configuration, or put before it:\npatterns:\n    - + ${path}`
    : source;
}

/** Folders that need no look for changes: they are backed up, or a warning names them already, or they hold a repository. */
function isSettled(folder: string, known: readonly Place[], subject: AuditSubject): boolean {
  if (known.some(({ path, severity }) => path === folder && severity !== "info") || isRepository(folder, subject))
    return true;
  const { state } = coverageOf({ path: folder, what: "", severity: "info" }, subject);
  return state === "covered" || state === "excluded";
}

/** Whether a path belongs to a repository, or is a folder that holds nothing but repositories. */
function isRepository(path: string, subject: AuditSubject): boolean {
  const repositories = subject.together.flatMap(({ configuration }) => configuration.repositories);
  if (repositories.some((repository) => isBelow(path, repository.path))) return true;
  if (!repositories.some((repository) => isBelow(repository.path, path))) return false;
  return subject.machine
    .names(path)
    .every(({ name }) => name === "lost+found" || isRepository(`${path === "/" ? "" : path}/${name}`, subject));
}

/** Of two findings, one about a path in the other's, the outer one says it all if it is as severe. */
function withoutRepetition(findings: readonly Finding[]): readonly Finding[] {
  const kept: Finding[] = [];
  for (const finding of findings.toSorted((a, b) => a.subject.length - b.subject.length)) {
    const isSaid = kept.some(
      (outer) => isBelow(finding.subject, outer.subject) && isAtLeast(outer.severity, finding.severity),
    );
    if (!isSaid) kept.push(finding);
  }
  return kept;
}
