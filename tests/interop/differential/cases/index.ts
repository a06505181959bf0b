/**
 * The tables: what is run on both sides, by command.
 *
 * @module
 */
import type { CaseTable } from "../case.ts";
import { compact } from "./compact.ts";
import { deleteTable } from "./delete.ts";
import { info } from "./info.ts";
import { init } from "./init.ts";
import { list } from "./list.ts";

export const TABLES: readonly CaseTable[] = [compact, deleteTable, info, init, list];
