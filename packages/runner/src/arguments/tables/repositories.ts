import type { ActionFlags } from "../../actions/index.ts";
import type { ActionTable, SwitchFlag } from "../flag.ts";
import type { EscrowFlags } from "../program-flags.ts";
import { LIST, REPOSITORY, type OnRepository } from "./shared-flags.ts";

type Table<Name extends keyof ActionFlags> = ActionTable<Name, ActionFlags[Name] & OnRepository>;

const PAPER: SwitchFlag<{ readonly paper?: boolean }> = {
  kind: "switch",
  names: ["--paper"],
  field: "paper",
  help: "In a form for printing and typing",
};

/** Actions on a repository as a whole. */
export const REPO_CREATE: Table<"repo-create"> = {
  name: "repo-create",
  aliases: ["rcreate", "init", "-I"],
  summary: "Make a repository",
  flags: [
    {
      kind: "text",
      names: ["-e", "--encryption"],
      field: "encryption",
      metavar: "MODE",
      help: "Encryption mode, such as repokey-blake2",
    },
    { kind: "unusable", names: ["-i", "--id-hash"], metavar: "HASH", help: "Borg 2 only" },
    { kind: "unusable", names: ["--key-location"], metavar: "LOCATION", help: "Borg 2 only" },
    {
      kind: "text",
      names: ["--source-repository", "--other-repo"],
      field: "sourceRepository",
      metavar: "REPOSITORY",
      help: "Borg 2 only: a repository whose key material is used again",
    },
    { kind: "unusable", names: ["--from-borg1"], help: "Borg 2 only" },
    REPOSITORY,
    { kind: "switch", names: ["--copy-crypt-key"], field: "copyCryptKey", help: "Borg 2 only" },
    { kind: "switch", names: ["--append-only"], field: "appendOnly", help: "Make it append-only" },
    {
      kind: "text",
      names: ["--storage-quota"],
      field: "storageQuota",
      metavar: "SIZE",
      help: "Limit its size, such as 5G",
    },
    { kind: "switch", names: ["--make-parent-dirs"], field: "makeParentDirs", help: "Make missing parent folders" },
  ],
};

export const REPO_DELETE: Table<"repo-delete"> = {
  name: "repo-delete",
  aliases: ["rdelete"],
  summary: "Delete a whole repository",
  flags: [
    REPOSITORY,
    LIST,
    { kind: "count", names: ["--force"], field: "force", help: "Delete damaged archives; twice if once is not enough" },
    { kind: "switch", names: ["--cache-only"], field: "cacheOnly", help: "Delete only the local cache" },
    {
      kind: "switch",
      names: ["--keep-security-info"],
      field: "keepSecurityInfo",
      help: "Keep what is known of the repository's security",
    },
  ],
};

export const BREAK_LOCK: Table<"break-lock"> = {
  name: "break-lock",
  summary: "Remove locks that a dead program left",
  flags: [REPOSITORY],
};

export const KEY_EXPORT: Table<"key export"> = {
  name: "key export",
  summary: "Save the key of a repository",
  flags: [
    PAPER,
    { kind: "switch", names: ["--qr-html"], field: "qrHtml", help: "As a page with a QR code" },
    REPOSITORY,
    {
      kind: "text",
      names: ["--path"],
      field: "path",
      metavar: "PATH",
      help: "File to write; standard output if left out",
    },
  ],
};

export const KEY_IMPORT: Table<"key import"> = {
  name: "key import",
  summary: "Load the key of a repository",
  flags: [
    PAPER,
    REPOSITORY,
    {
      kind: "text",
      names: ["--path"],
      field: "path",
      metavar: "PATH",
      help: "File to read; standard input if left out",
    },
  ],
};

export const KEY_ESCROW: ActionTable<"key escrow", EscrowFlags> = {
  name: "key escrow",
  summary: "Make a copy of a key to be kept elsewhere, and note where; later, prove that it is there",
  flags: [
    PAPER,
    { kind: "switch", names: ["--qr-html"], field: "qrHtml", help: "As a page with a QR code" },
    REPOSITORY,
    {
      kind: "text",
      names: ["--path"],
      field: "path",
      metavar: "PATH",
      help: "File to write, standard output if left out; with --prove, the copy",
    },
    {
      kind: "text",
      names: ["--place"],
      field: "place",
      metavar: "TEXT",
      help: "Where the copy will lie; asked if left out",
    },
    {
      kind: "text",
      names: ["--passphrase-place"],
      field: "passphrasePlace",
      metavar: "TEXT",
      help: "Where its passphrase lies; asked if left out",
    },
    {
      kind: "switch",
      names: ["--prove"],
      field: "prove",
      help: "Show that the copy is there: by --path, or by typing two lines of the paper",
    },
    { kind: "switch", names: ["--list"], field: "list", help: "List the copies that were noted" },
    { kind: "switch", names: ["--json"], field: "json", help: "List them as JSON" },
  ],
};

export const KEY_CHANGE_PASSPHRASE: Table<"key change-passphrase"> = {
  name: "key change-passphrase",
  summary: "Give the key of a repository another passphrase",
  flags: [REPOSITORY],
};

/** Its words are not flags: whatever follows it belongs to Borg, but for these. */
export const BORG: Table<"borg"> = {
  name: "borg",
  summary: "Run any command of Borg with the settings of the configuration",
  flags: [
    REPOSITORY,
    { kind: "text", names: ["--archive"], field: "archive", metavar: "ARCHIVE", help: "The archive; or latest" },
  ],
};
