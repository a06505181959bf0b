import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** An executable with Borg's command line. */
export interface Program {
  readonly name: "coffer" | "borg-1.1" | "borg-1.2" | "borg-1.4";
  readonly path: string;
  /** As printed by `--version`, e.g. `borg 1.2.4`. */
  readonly version: string;
}

export interface Borgs {
  readonly borg12: Program | undefined;
  readonly borg14: Program | undefined;
  /** One sentence for each borg that is missing, and how to get it. */
  readonly missing: readonly string[];
}

/** The coffer of this checkout. */
export const coffer: Program = {
  name: "coffer",
  path: fileURLToPath(new URL("../../../../bin/coffer", import.meta.url)),
  version: "coffer",
};

let found: Borgs | undefined;

/** The real borgs of this machine. Looks once; `COFFER_BORG12` and `COFFER_BORG14` name executables. */
export function findBorgs(): Borgs {
  found ??= look();
  return found;
}

/** The borgs that are there, newest first. Prints the missing ones, so that a skip is never silent. */
export function theBorgs(): Program[] {
  const { borg14, borg12, missing } = findBorgs();
  for (const sentence of missing) console.error(`# PEER MISSING: ${sentence}`);
  return [borg14, borg12].filter((program) => program !== undefined);
}

/**
 * The oldest Borg that coffer has to do with, or `undefined`; `COFFER_BORG11` names an executable. It is none of {@link theBorgs}: much of what
 * they have it lacks.
 */
export function findBorg11(): Program | undefined {
  return firstOf("borg-1.1", [process.env["COFFER_BORG11"], join(cacheFolder(), "borg11/bin/borg")], /^borg 1\.1\./);
}

/** Where peers are installed that Debian has not: root's own cache is closed to the other users that some tests run borg as. */
export function cacheFolder(): string {
  const cache = process.getuid?.() === 0 ? "/var/cache" : (process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"));
  return join(cache, "coffer");
}

function look(): Borgs {
  const candidates12 = [process.env["COFFER_BORG12"], "/usr/bin/borg", "/usr/local/bin/borg"];
  const candidates14 = [process.env["COFFER_BORG14"], join(cacheFolder(), "borg14/bin/borg"), "/usr/bin/borg"];
  const borg12 = firstOf("borg-1.2", candidates12, /^borg 1\.2\./);
  const borg14 = firstOf("borg-1.4", candidates14, /^borg 1\.4\./);
  const missing: string[] = [];
  if (borg12 === undefined) missing.push("no borg 1.2 (Debian 12: apt install borgbackup; or set COFFER_BORG12)");
  if (borg14 === undefined) missing.push("no borg 1.4 (`npm test` installs it with pip; or set COFFER_BORG14)");
  return { borg12, borg14, missing };
}

function firstOf(
  name: Program["name"],
  candidates: readonly (string | undefined)[],
  version: RegExp,
): Program | undefined {
  for (const path of candidates) {
    if (path === undefined || path === "" || !existsSync(path)) continue;
    const { stdout } = spawnSync(path, ["--version"], { encoding: "utf8" });
    if (version.test(stdout)) return { name, path, version: stdout.trim() };
  }
  return undefined;
}
