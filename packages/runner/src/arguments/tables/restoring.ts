import type { ActionFlags, BootstrapFlags } from "../../actions/index.ts";
import type { ActionTable, Flag, TextFlag, TextsFlag } from "../flag.ts";
import { LIST_OR_FILES, PROGRESS, REPOSITORY, TIME_RANGE, type OnRepository } from "./shared-flags.ts";

type Table<Name extends keyof ActionFlags> = ActionTable<Name, ActionFlags[Name] & OnRepository>;

const ARCHIVE: TextFlag<{ readonly archive: string }> = {
  kind: "text",
  names: ["--archive"],
  field: "archive",
  metavar: "ARCHIVE",
  required: true,
  help: "The archive; or latest",
};

const PATHS: TextsFlag<{ readonly paths?: readonly string[] }> = {
  kind: "texts",
  names: ["--path"],
  field: "paths",
  metavar: "PATH",
  help: "Only this path, without its first slash; may be repeated",
};

const MOUNT_POINT: TextFlag<{ readonly mountPoint: string }> = {
  kind: "text",
  names: ["--mount-point"],
  field: "mountPoint",
  metavar: "PATH",
  required: true,
  help: "The folder that it is mounted at",
};

/** Actions that get files and databases back. */
export const EXTRACT: Table<"extract"> = {
  name: "extract",
  aliases: ["-x"],
  summary: "Get files back",
  flags: [
    REPOSITORY,
    ARCHIVE,
    { ...PATHS, names: ["--path", "--restore-path"] },
    {
      kind: "text",
      names: ["--destination"],
      field: "destination",
      metavar: "PATH",
      help: "Folder to put them in; the current one if left out",
    },
    {
      kind: "strip",
      names: ["--strip-components"],
      field: "stripComponents",
      metavar: "NUMBER",
      help: "Leave out so many folders at the beginning of paths, or all",
    },
    PROGRESS,
  ],
};

export const EXPORT_TAR: Table<"export-tar"> = {
  name: "export-tar",
  summary: "Write an archive as a tar file",
  flags: [
    REPOSITORY,
    ARCHIVE,
    PATHS,
    {
      kind: "text",
      names: ["--destination"],
      field: "destination",
      metavar: "PATH",
      required: true,
      help: "The tar file, or - for standard output",
    },
    {
      kind: "text",
      names: ["--tar-filter"],
      field: "tarFilter",
      metavar: "COMMAND",
      help: "Command that compresses it; chosen by the file's name if left out",
    },
    LIST_OR_FILES,
    {
      kind: "strip",
      names: ["--strip-components"],
      field: "stripComponents",
      metavar: "NUMBER",
      help: "Leave out so many folders at the beginning of paths",
    },
  ],
};

export const MOUNT: Table<"mount"> = {
  name: "mount",
  aliases: ["-m"],
  summary: "Mount an archive or a whole repository",
  flags: [
    REPOSITORY,
    { kind: "text", names: ["--archive"], field: "archive", metavar: "ARCHIVE", help: "Only this archive; or latest" },
    MOUNT_POINT,
    PATHS,
    { kind: "switch", names: ["--foreground"], field: "foreground", help: "Stay until it is unmounted" },
    { kind: "number", names: ["--first"], field: "first", metavar: "N", help: "Only the first N archives" },
    { kind: "number", names: ["--last"], field: "last", metavar: "N", help: "Only the last N archives" },
    ...TIME_RANGE,
    { kind: "text", names: ["--options"], field: "options", metavar: "OPTIONS", help: "Options of the mount" },
  ],
};

export const UMOUNT: ActionTable<"umount", ActionFlags["umount"]> = {
  name: "umount",
  aliases: ["-u"],
  summary: "Unmount",
  flags: [MOUNT_POINT],
};

const RESTORE_TARGET: readonly Flag<ActionFlags["restore"]>[] = [
  { kind: "text", names: ["--hostname"], field: "hostname", metavar: "HOSTNAME", help: "Host to restore to" },
  { kind: "text", names: ["--port"], field: "port", metavar: "PORT", help: "Port to restore to" },
  { kind: "text", names: ["--container"], field: "container", metavar: "CONTAINER", help: "Container to restore to" },
  { kind: "text", names: ["--username"], field: "username", metavar: "USERNAME", help: "User to restore as" },
  { kind: "text", names: ["--password"], field: "password", metavar: "PASSWORD", help: "Password of that user" },
  {
    kind: "text",
    names: ["--restore-path"],
    field: "restorePath",
    metavar: "PATH",
    help: "File to restore an SQLite database to",
  },
];

export const RESTORE: Table<"restore"> = {
  name: "restore",
  aliases: ["-r"],
  summary: "Restore databases",
  flags: [
    REPOSITORY,
    ARCHIVE,
    {
      kind: "texts",
      names: ["--data-source", "--database"],
      field: "dataSources",
      metavar: "NAME",
      help: "Restore only this database; may be repeated",
    },
    {
      kind: "texts",
      names: ["--schema"],
      field: "schemas",
      metavar: "NAME",
      help: "Restore only this schema; may be repeated",
    },
    ...RESTORE_TARGET,
    {
      kind: "text",
      names: ["--original-label"],
      field: "originalLabel",
      metavar: "LABEL",
      help: "Label that the dump was made under",
    },
    {
      kind: "text",
      names: ["--original-hostname"],
      field: "originalHostname",
      metavar: "HOSTNAME",
      help: "Host that the dump was made from",
    },
    {
      kind: "text",
      names: ["--original-container"],
      field: "originalContainer",
      metavar: "CONTAINER",
      help: "Container that the dump was made from",
    },
    {
      kind: "number",
      names: ["--original-port"],
      field: "originalPort",
      metavar: "PORT",
      help: "Port that the dump was made from",
    },
    { kind: "text", names: ["--hook"], field: "hook", metavar: "HOOK", help: "Hook that made the dump" },
  ],
};

export const BOOTSTRAP: ActionTable<"config bootstrap", BootstrapFlags> = {
  name: "config bootstrap",
  summary: "Get configuration files back from an archive, without a configuration",
  flags: [
    {
      kind: "text",
      names: ["--repository"],
      field: "repository",
      metavar: "REPOSITORY",
      required: true,
      help: "Path of the repository",
    },
    { kind: "text", names: ["--local-path"], field: "localPath", metavar: "PATH", help: "Borg executable here" },
    {
      kind: "text",
      names: ["--remote-path"],
      field: "remotePath",
      metavar: "PATH",
      help: "Borg executable on the server",
    },
    {
      kind: "text",
      names: ["--user-runtime-directory"],
      field: "userRuntimeDirectory",
      metavar: "PATH",
      help: "Runtime folder that the archive was made with",
    },
    {
      kind: "text",
      names: ["--borgmatic-source-directory"],
      field: "borgmaticSourceDirectory",
      metavar: "PATH",
      help: "Deprecated: folder for the same purpose before borgmatic 1.9",
    },
    {
      kind: "text",
      names: ["--archive"],
      field: "archive",
      metavar: "ARCHIVE",
      default: "latest",
      help: "The archive; latest if left out",
    },
    {
      kind: "text",
      names: ["--destination"],
      field: "destination",
      metavar: "PATH",
      help: "Folder to put them in; / if left out",
    },
    {
      kind: "strip",
      names: ["--strip-components"],
      field: "stripComponents",
      metavar: "NUMBER",
      help: "Leave out so many folders at the beginning of paths, or all",
    },
    { kind: "switch", names: ["--progress"], field: "progress", help: "Show how far the work has come" },
    {
      kind: "text",
      names: ["--ssh-command"],
      field: "sshCommand",
      metavar: "COMMAND",
      help: "Command that reaches the server",
    },
  ],
};
