/**
 * The tables: what is run on both sides, by command.
 *
 * @module
 */
import type { CaseTable } from "../case.ts";
import { compact } from "./compact.ts";
import { config } from "./config.ts";
import { deleteTable } from "./delete.ts";
import { info } from "./info.ts";
import { init } from "./init.ts";
import { list } from "./list.ts";
import { prune } from "./prune.ts";
import { withLock } from "./with-lock.ts";

export const TABLES: readonly CaseTable[] = [compact, config, deleteTable, info, init, list, prune, withLock];
