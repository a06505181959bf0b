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
import { debug } from "./debug.ts";
import { deleteTable } from "./delete.ts";
import { diff } from "./diff.ts";
import { environment } from "./environment.ts";
import { extract } from "./extract.ts";
import { info } from "./info.ts";
import { init } from "./init.ts";
import { input } from "./input.ts";
import { key } from "./key.ts";
import { list } from "./list.ts";
import { mount } from "./mount.ts";
import { prune } from "./prune.ts";
import { recreate } from "./recreate.ts";
import { rename } from "./rename.ts";
import { serve } from "./serve.ts";
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
  debug,
  deleteTable,
  diff,
  environment,
  extract,
  info,
  init,
  input,
  key,
  list,
  mount,
  prune,
  recreate,
  rename,
  serve,
  tar,
  upgrade,
  withLock,
];
