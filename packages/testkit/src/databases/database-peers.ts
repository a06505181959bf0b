import { existsSync, readdirSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Folders of the programs of each make; `undefined` where one is missing. */
export interface DatabasePeers {
  readonly postgresql: string | undefined;
  readonly mariadb: string | undefined;
  readonly sqlite: string | undefined;
}

const DEBIAN_POSTGRESQL = "/usr/lib/postgresql";

let found: DatabasePeers | undefined;

/** The databases of this machine. Prints the missing ones once, so that a skip is never silent. */
export function databasePeers(): DatabasePeers {
  if (found !== undefined) return found;
  const versions = existsSync(DEBIAN_POSTGRESQL) ? readdirSync(DEBIAN_POSTGRESQL) : [];
  const path = (process.env["PATH"] ?? "").split(delimiter);
  found = {
    postgresql: folderOf("initdb", [...versions.map((version) => join(DEBIAN_POSTGRESQL, version, "bin")), ...path]),
    mariadb: folderOf("mariadbd", [...path, "/usr/sbin"]),
    sqlite: folderOf("sqlite3", path),
  };
  const packages = { postgresql: "postgresql", mariadb: "mariadb-server", sqlite: "sqlite3" } as const;
  for (const [name, packageName] of Object.entries(packages)) {
    if (found[name as keyof DatabasePeers] !== undefined) continue;
    console.error(`# PEER MISSING: no ${name} (Debian: apt install ${packageName})`);
  }
  return found;
}

function folderOf(program: string, folders: readonly string[]): string | undefined {
  return folders.find((folder) => folder.startsWith("/") && existsSync(join(folder, program)));
}
