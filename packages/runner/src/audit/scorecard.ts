import { type AuditedRepository, type AuditSubject, nameOf } from "./audit-subject.ts";
import { diskNames, mountOf } from "./machine/index.ts";
import { dateOf } from "./words.ts";

/** What takes copies along when it fails: a disk, a machine, a service. */
export type FailureDomain = string;

/** How well data are spread: three copies, in two places that fail apart, one of them elsewhere. */
export interface Scorecard {
  /** The original counts. */
  readonly copies: number;
  /** Where copies lie, the original first. */
  readonly domains: readonly FailureDomain[];
  /** Repositories that lie elsewhere. */
  readonly offSite: readonly string[];
  /** Repositories whose archives this machine cannot delete. */
  readonly immutable: readonly string[];
  /** Repositories on a disk that holds sources. */
  readonly onSourceDisk: readonly string[];
  /** The day of the last good drill of any repository. */
  readonly lastDrill: string | undefined;
}

/** Counts copies and where they lie. Repositories that could not be asked count, too. */
export function scorecardOf(subject: AuditSubject): Scorecard {
  const { repositories } = subject;
  const sources = sourceDisks(subject);
  const names = (chosen: (repository: AuditedRepository) => boolean): readonly string[] =>
    repositories.filter(chosen).map(({ options }) => nameOf(options));
  const isOnSourceDisk = (repository: AuditedRepository): boolean => sharesDisk(repository, sources);
  const drills = repositories.flatMap(({ drilledMs }) => drilledMs ?? []);
  const apart = repositories.filter((repository) => !isOnSourceDisk(repository)).map(domainOf);
  return {
    copies: 1 + repositories.length,
    domains: [...new Set(["the disk of the sources", ...apart])],
    offSite: names((repository) => isOffSite(repository, subject)),
    immutable: names((repository) => isImmutable(repository, subject)),
    onSourceDisk: names(isOnSourceDisk),
    lastDrill: drills.length === 0 ? undefined : dateOf(Math.max(...drills)),
  };
}

function sourceDisks({ coverage, mounts, machine }: AuditSubject): ReadonlySet<string> {
  return new Set(
    coverage.roots.flatMap(({ path }) => {
      const mount = mountOf(machine.realPath(path) ?? path, mounts);
      return mount === undefined ? [] : diskNames(mount, machine);
    }),
  );
}

function sharesDisk({ place }: AuditedRepository, sources: ReadonlySet<string>): boolean {
  return place.kind === "local" && place.disks.some((disk) => sources.has(disk));
}

function domainOf({ place }: AuditedRepository): FailureDomain {
  switch (place.kind) {
    case "local":
      return place.disks.length === 0 ? "this machine" : `disk ${place.disks.join(", ")}`;
    case "host":
      return place.host;
    case "service":
      return place.name;
  }
}

/** What the configuration says of a repository; else services and hosts of other networks are elsewhere. */
function isOffSite({ options, place }: AuditedRepository, subject: AuditSubject): boolean {
  const said = sayingsOf(options, subject)?.off_site;
  if (said !== undefined) return said;
  return place.kind === "service" || (place.kind === "host" && !isNearby(place.host));
}

/** Addresses of private networks, and names that only a local network knows. */
function isNearby(host: string): boolean {
  if (/^\[?(?:fe80|f[cd])/i.test(host)) return true;
  if (/^(?:10|127|192\.168|169\.254|172\.(?:1[6-9]|2\d|3[01]))\./.test(host)) return true;
  return !/[.:]/.test(host) || /\.(?:local|lan|home|internal|localdomain|home\.arpa)$/.test(host);
}

function isImmutable({ options }: AuditedRepository, subject: AuditSubject): boolean {
  return sayingsOf(options, subject)?.immutable ?? options.append_only ?? false;
}

function sayingsOf(
  { path, label }: AuditedRepository["options"],
  { configuration }: AuditSubject,
): { readonly off_site?: boolean; readonly immutable?: boolean } | undefined {
  return configuration.audit?.repositories?.find(({ repository }) => repository === label || repository === path);
}
