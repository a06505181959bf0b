/**
 * The tables: what is run on both sides, by command.
 *
 * @module
 */
import type { CaseTable } from "../case.ts";
import { benchmark } from "./benchmark.ts";
import { check } from "./check.ts";
import { common } from "./common.ts";
import { compact } from "./compact.ts";
import { config } from "./config.ts";
import { create } from "./create.ts";
import { deleteTable } from "./delete.ts";
import { diff } from "./diff.ts";
import { environment } from "./environment.ts";
import { extract } from "./extract.ts";
import { info } from "./info.ts";
import { init } from "./init.ts";
import { key } from "./key.ts";
import { list } from "./list.ts";
import { prune } from "./prune.ts";
import { rename } from "./rename.ts";
import { tar } from "./tar.ts";
import { upgrade } from "./upgrade.ts";
import { withLock } from "./with-lock.ts";

export const TABLES: readonly CaseTable[] = [
  benchmark,
  check,
  common,
  compact,
  config,
  create,
  deleteTable,
  diff,
  environment,
  extract,
  info,
  init,
  key,
  list,
  prune,
  rename,
  tar,
  upgrade,
  withLock,
];
