import type { ActionFlags } from "../../actions/index.ts";
import type { ActionTable } from "../flag.ts";
import { REPOSITORY, type OnRepository } from "./shared-flags.ts";

type Table<Name extends keyof ActionFlags> = ActionTable<Name, ActionFlags[Name] & OnRepository>;

/** Actions that prove that backups can be restored. */
export const DRILL: Table<"drill"> = {
  name: "drill",
  summary: "Restore archives for trial, and compare what comes out",
  flags: [
    REPOSITORY,
    {
      kind: "text",
      names: ["--archive"],
      field: "archive",
      metavar: "ARCHIVE",
      help: "This archive; or latest, random, all",
    },
    {
      kind: "number",
      names: ["--sample"],
      field: "sample",
      metavar: "PERCENT",
      help: "Restore so much of the bytes; 100 is everything",
    },
    {
      kind: "number",
      names: ["--seed"],
      field: "seed",
      metavar: "NUMBER",
      help: "Choose archive and sample as the drill with this seed did",
    },
    {
      kind: "text",
      names: ["--target"],
      field: "target",
      metavar: "FOLDER",
      help: "Restore into this empty folder, and leave what is restored there",
    },
    { kind: "switch", names: ["--force"], field: "force", help: "Run it although it is not due yet" },
    { kind: "text", names: ["--html"], field: "html", metavar: "FILE", help: "Write a readable page to this file" },
    { kind: "switch", names: ["--json"], field: "json", help: "Show the result as JSON" },
  ],
};

export const AUDIT: Table<"audit"> = {
  name: "audit",
  summary: "Look for what is not backed up and should be, and for what a restore would miss",
  flags: [{ kind: "switch", names: ["--json"], field: "json", help: "Show it as JSON" }],
};
