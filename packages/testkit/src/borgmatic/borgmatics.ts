import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Executables with borgmatic's command line. */
export interface Borgmatics {
  /** Debian's. */
  readonly borgmatic17: string | undefined;
  readonly borgmatic21: string | undefined;
}

/** The coffermatic of this checkout. */
export const coffermatic: string = fileURLToPath(new URL("../../../../bin/coffermatic", import.meta.url));

let found: Borgmatics | undefined;

/** The real borgmatics of this machine; `COFFER_BORGMATIC17` and `COFFER_BORGMATIC21` name executables. Prints the missing ones once. */
export function findBorgmatics(): Borgmatics {
  if (found !== undefined) return found;
  const cache = process.getuid?.() === 0 ? "/var/cache" : (process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"));
  const borgmatic17 = firstOf([process.env["COFFER_BORGMATIC17"], "/usr/bin/borgmatic"], "1.7.");
  const own = join(cache, "coffer/borgmatic21/bin/borgmatic");
  const borgmatic21 = firstOf([process.env["COFFER_BORGMATIC21"], own], "2.1.");
  if (borgmatic17 === undefined) console.error("# PEER MISSING: no borgmatic 1.7 (Debian 12: apt install borgmatic)");
  if (borgmatic21 === undefined) console.error("# PEER MISSING: no borgmatic 2.1 (`npm test` installs it with pip)");
  found = { borgmatic17, borgmatic21 };
  return found;
}

function firstOf(candidates: readonly (string | undefined)[], version: string): string | undefined {
  return candidates.find((path) => {
    if (path === undefined || path === "" || !existsSync(path)) return false;
    return spawnSync(path, ["--version"], { encoding: "utf8" }).stdout.startsWith(version);
  });
}
