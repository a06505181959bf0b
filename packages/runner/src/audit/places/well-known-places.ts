import type { Machine } from "../machine/index.ts";
import type { Place } from "./place.ts";

/** Folders that hold something of value as soon as they hold anything. */
const WELL_KNOWN: readonly Place[] = [
  { path: "/etc", what: "settings of the whole system", severity: "warning" },
  { path: "/etc/letsencrypt", what: "certificates, and the account that renews them", severity: "warning" },
  { path: "/etc/ssl/private", what: "private keys of certificates", severity: "warning" },
  { path: "/var/spool/cron/crontabs", what: "cron tables of users", severity: "warning" },
  { path: "/var/spool/cron", what: "cron tables of users", severity: "warning" },
  { path: "/var/mail", what: "mail of users", severity: "warning" },
  { path: "/var/spool/mail", what: "mail of users", severity: "warning" },
  { path: "/var/vmail", what: "mail of virtual users", severity: "warning" },
  { path: "/var/www", what: "web pages and applications", severity: "warning" },
  { path: "/srv", what: "data that this machine serves", severity: "warning" },
  { path: "/opt", what: "programs that no package manager keeps", severity: "info" },
  { path: "/usr/local/etc", what: "settings of programs of your own", severity: "warning" },
  { path: "/usr/local/bin", what: "programs of your own", severity: "info" },
  { path: "/usr/local/sbin", what: "programs of your own", severity: "info" },
];

/** How deep a file may lie that makes a folder count as used. */
const DEPTH_MAX = 3;

/** Those of the folders everybody knows that hold a file. */
export function wellKnownPlaces(machine: Machine): readonly Place[] {
  return WELL_KNOWN.filter(({ path }) => holdsFiles(path, machine));
}

/** Whether a folder holds a file, not too deep. */
export function holdsFiles(folder: string, machine: Machine, depth: number = DEPTH_MAX): boolean {
  const names = machine.names(folder);
  if (names.some(({ name, kind }) => kind !== "folder" && !name.startsWith(".keep"))) return true;
  if (depth === 0) return names.length > 0;
  return names.some(({ name, kind }) => kind === "folder" && holdsFiles(`${folder}/${name}`, machine, depth - 1));
}
