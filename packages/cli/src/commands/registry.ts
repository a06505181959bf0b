import type { Command } from "./command.ts";

/** A command that can be asked for; its table is loaded when it is. */
export interface CommandEntry {
  /** For the list of commands; empty hides it there. */
  readonly summary: string;
  readonly load: () => Promise<{ readonly command: Command }>;
  /** Borg has no such command: where its words name all commands, they are the same without this one. */
  readonly isOurs?: true;
}

/** A word that several commands begin with: `key` of `key export`. */
export interface FamilyEntry {
  readonly summary: string;
  readonly description: string;
}

/** All families of commands; one that has no command yet is not shown. */
export const FAMILIES: ReadonlyMap<string, FamilyEntry> = new Map<string, FamilyEntry>([
  ["benchmark", { summary: "measure speed", description: "Measure how fast backups are" }],
  ["debug", { summary: "look inside a repository", description: "Look inside a repository, to find faults" }],
  ["key", { summary: "manage the key of a repository", description: "Manage the key of a repository" }],
]);

/** All commands, in the order of the help; names of two words belong to a family. */
export const COMMANDS: ReadonlyMap<string, CommandEntry> = new Map<string, CommandEntry>([
  [
    "benchmark crud",
    { summary: "measure create, extract, update and delete", load: () => import("./benchmark-crud.ts") },
  ],
  ["break-lock", { summary: "remove the locks of a repository and its cache", load: () => import("./break-lock.ts") }],
  ["check", { summary: "verify a repository and its archives", load: () => import("./check.ts") }],
  ["compact", { summary: "free unused space in a repository", load: () => import("./compact.ts") }],
  ["config", { summary: "show and change settings of a repository", load: () => import("./config.ts") }],
  ["create", { summary: "make a backup", load: () => import("./create.ts") }],
  ["debug info", { summary: "show what a report of a fault needs", load: () => import("./debug-info.ts") }],
  [
    "debug dump-archive-items",
    { summary: "write the item stream of an archive to files", load: () => import("./debug-dump-archive-items.ts") },
  ],
  [
    "debug dump-archive",
    { summary: "write the metadata of an archive as JSON", load: () => import("./debug-dump-archive.ts") },
  ],
  ["debug dump-manifest", { summary: "write the manifest as JSON", load: () => import("./debug-dump-manifest.ts") }],
  [
    "debug dump-repo-objs",
    { summary: "write all objects of a repository to files", load: () => import("./debug-dump-repo-objs.ts") },
  ],
  [
    "debug search-repo-objs",
    { summary: "look for bytes in all objects", load: () => import("./debug-search-repo-objs.ts") },
  ],
  ["debug id-hash", { summary: "print the id that a content has", load: () => import("./debug-id-hash.ts") }],
  ["debug get-obj", { summary: "write an object to a file", load: () => import("./debug-get-obj.ts") }],
  ["debug put-obj", { summary: "store a file as an object", load: () => import("./debug-put-obj.ts") }],
  ["debug delete-obj", { summary: "delete objects", load: () => import("./debug-delete-obj.ts") }],
  [
    "debug refcount-obj",
    { summary: "print how often objects are needed", load: () => import("./debug-refcount-obj.ts") },
  ],
  [
    "debug dump-hints",
    { summary: "write the hints of a repository as JSON", load: () => import("./debug-dump-hints.ts") },
  ],
  [
    "debug convert-profile",
    { summary: "make a profile readable for Python's tools", load: () => import("./debug-convert-profile.ts") },
  ],
  ["delete", { summary: "delete archives or a repository", load: () => import("./delete.ts") }],
  ["diff", { summary: "show how two archives differ", load: () => import("./diff.ts") }],
  ["export-tar", { summary: "write an archive as a tar file", load: () => import("./export-tar.ts") }],
  ["extract", { summary: "restore files from an archive", load: () => import("./extract.ts") }],
  ["help", { summary: "", load: () => import("./help.ts") }],
  ["info", { summary: "show facts about a repository or archives", load: () => import("./info.ts") }],
  ["version", { summary: "show the versions of client and server", load: () => import("./version.ts") }],
  ["init", { summary: "make a new repository", load: () => import("./init.ts") }],
  ["key export", { summary: "save the key outside of the repository", load: () => import("./key-export.ts") }],
  [
    "key export-related-secrets",
    { summary: "save what related repositories share", load: () => import("./key-export-related-secrets.ts") },
  ],
  ["key import", { summary: "put a saved key back", load: () => import("./key-import.ts") }],
  ["key change-passphrase", { summary: "change the passphrase", load: () => import("./key-change-passphrase.ts") }],
  [
    "key migrate-to-repokey",
    { summary: "leave the passphrase mode of old days", load: () => import("./key-migrate-to-repokey.ts") },
  ],
  ["list", { summary: "list archives, or what is in one", load: () => import("./list.ts") }],
  ["mount", { summary: "show archives as a file system", load: () => import("./mount.ts") }],
  ["prune", { summary: "delete old archives by rules", load: () => import("./prune.ts") }],
  ["recreate", { summary: "write archives anew, changed", load: () => import("./recreate.ts") }],
  ["rename", { summary: "give an archive another name", load: () => import("./rename.ts") }],
  [
    "repo-export",
    {
      summary: "copy a repository from an object store into a folder",
      load: () => import("./repo-export.ts"),
      isOurs: true,
    },
  ],
  [
    "repo-import",
    {
      summary: "copy a repository from a folder into an object store",
      load: () => import("./repo-import.ts"),
      isOurs: true,
    },
  ],
  [
    "repo-sync",
    { summary: "bring a copy of a repository up to date", load: () => import("./repo-sync.ts"), isOurs: true },
  ],
  ["serve", { summary: "serve repositories to another machine", load: () => import("./serve.ts") }],
  [
    "storage-probe",
    { summary: "find out what an object store can do", load: () => import("./storage-probe.ts"), isOurs: true },
  ],
  ["umount", { summary: "unmount what mount has mounted", load: () => import("./umount.ts") }],
  ["upgrade", { summary: "bring a repository of older versions up to date", load: () => import("./upgrade.ts") }],
  ["with-lock", { summary: "run a program while the repository is locked", load: () => import("./with-lock.ts") }],
  ["import-tar", { summary: "make an archive of a tar file", load: () => import("./import-tar.ts") }],
]);
