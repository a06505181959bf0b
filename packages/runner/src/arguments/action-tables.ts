import type { AnyActionTable } from "./flag.ts";
import { CHECK, COMPACT, CREATE, DELETE, PRUNE, RECREATE, TRANSFER } from "./tables/making.ts";
import { AUDIT, DRILL } from "./tables/proving.ts";
import { BROWSE, CONFIG_GENERATE, CONFIG_SHOW, CONFIG_VALIDATE, METRICS, REPORT } from "./tables/program.ts";
import {
  SCHEDULE_INSTALL,
  SCHEDULE_REMOVE,
  SCHEDULE_REPORT_FAILURE,
  SCHEDULE_STATUS,
  SETUP,
} from "./tables/schedule.ts";
import { DIFF, GROWTH, INFO, LIST_ACTION, REPO_INFO, REPO_LIST } from "./tables/reading.ts";
import {
  BORG,
  BREAK_LOCK,
  KEY_CHANGE_PASSPHRASE,
  KEY_ESCROW,
  KEY_EXPORT,
  KEY_IMPORT,
  REPO_CREATE,
  REPO_DELETE,
} from "./tables/repositories.ts";
import { BOOTSTRAP, EXPORT_TAR, EXTRACT, MOUNT, RESTORE, UMOUNT } from "./tables/restoring.ts";

/** What works on repositories; several may be asked for at once. */
export const REPOSITORY_ACTIONS: readonly AnyActionTable[] = [
  CREATE,
  PRUNE,
  COMPACT,
  CHECK,
  AUDIT,
  LIST_ACTION,
  INFO,
  GROWTH,
  DIFF,
  EXTRACT,
  EXPORT_TAR,
  MOUNT,
  UMOUNT,
  RESTORE,
  DELETE,
  RECREATE,
  REPO_CREATE,
  REPO_LIST,
  REPO_INFO,
  REPO_DELETE,
  BREAK_LOCK,
  KEY_EXPORT,
  KEY_IMPORT,
  KEY_CHANGE_PASSPHRASE,
  TRANSFER,
  BORG,
  DRILL,
] as readonly unknown[] as readonly AnyActionTable[];

/** What stands alone on the command line. */
export const PROGRAM_ACTIONS: readonly AnyActionTable[] = [
  CONFIG_GENERATE,
  CONFIG_VALIDATE,
  CONFIG_SHOW,
  BOOTSTRAP,
  METRICS,
  REPORT,
  BROWSE,
  KEY_ESCROW,
  SETUP,
  SCHEDULE_INSTALL,
  SCHEDULE_STATUS,
  SCHEDULE_REMOVE,
  SCHEDULE_REPORT_FAILURE,
] as readonly unknown[] as readonly AnyActionTable[];

export const ALL_ACTIONS: readonly AnyActionTable[] = [...REPOSITORY_ACTIONS, ...PROGRAM_ACTIONS];

/** Names of what runs when nothing is asked for. */
export const DEFAULT_ACTIONS: readonly string[] = ["create", "prune", "compact", "check"];

const BY_NAME: ReadonlyMap<string, AnyActionTable> = new Map(
  ALL_ACTIONS.flatMap((table) => [table.name, ...(table.aliases ?? [])].map((name) => [name, table] as const)),
);

/** The action of this name, which may be an alias; a family and its member with a blank between them. */
export function actionOf(name: string): AnyActionTable | undefined {
  return BY_NAME.get(name);
}

/** Second words of a family, such as `export` for `key`; none if it is no family. */
export function membersOf(word: string): readonly string[] {
  return ALL_ACTIONS.flatMap(({ name }) => (name.startsWith(`${word} `) ? [name.slice(word.length + 1)] : []));
}
