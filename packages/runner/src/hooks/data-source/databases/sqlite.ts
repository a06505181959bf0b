import { existsSync } from "node:fs";
import { chmod, chown, realpath, rename, rm, stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { SqliteDatabase } from "../configuration.ts";
import type { DataSourceContext } from "../data-source-hook.ts";
import { workingDirectory } from "../working-directory.ts";
import { runTool } from "../tool/run-tool.ts";
import { countSqliteRows, type RowCounts, SQLITE_COUNT_WORDS } from "./count-rows.ts";
import type { DatabaseKind, PlannedDump, RestoreJob } from "./database-kind.ts";
import { words } from "./words.ts";

/** Files that SQLite keeps beside a database; those of another database would be taken for its own. */
const COMPANIONS = ["-wal", "-shm", "-journal"] as const;

export const sqlite: DatabaseKind<SqliteDatabase> = {
  hookName: "sqlite_databases",
  title: "SQLite",
  defaultPort: null,

  async planDumps(database: SqliteDatabase, context: DataSourceContext): Promise<readonly PlannedDump[]> {
    const { name, path, sqlite_command = "sqlite3" } = database;
    if (name === "all") context.log.warning('The "all" database name has no meaning for SQLite databases');
    if (!existsSync(resolve(workingDirectory(context), path))) {
      context.log.warning(`No SQLite database at ${path}; an empty database will be created and dumped`);
    }
    const call = { words: [...words(sqlite_command), "-bail", path, ".dump"] };
    return [{ name, comesOut: "at stdout", call: () => call }];
  },

  async countRows(
    _: PlannedDump,
    { path, sqlite_command = "sqlite3" }: SqliteDatabase,
    context: DataSourceContext,
  ): Promise<RowCounts> {
    const call = { words: [...words(sqlite_command), ...SQLITE_COUNT_WORDS, path] };
    const ask = async (input: string): Promise<string> =>
      await runTool(`Counting rows of ${path}`, call, context, { capture: true, input });
    return await countSqliteRows(ask);
  },

  /** Into a new file, which takes the place of the old one once it is whole. */
  async restore({ database, target, context, load }: RestoreJob<SqliteDatabase>): Promise<void> {
    const chosen = target.restore_path ?? database.restore_path ?? database.path;
    const named = resolve(workingDirectory(context), chosen);
    // a link stays a link
    const path = await realpath(named).catch(() => named);
    const fresh = `${path}.restore-${process.pid}`;
    await rm(fresh, { force: true });
    try {
      await load({ words: [...words(database.sqlite_restore_command ?? "sqlite3"), "-bail", fresh] });
      await takeOver(path, fresh);
    } finally {
      await rm(fresh, { force: true });
    }
  },
};

/** Puts a file in the place of another one, with its owner and mode. */
async function takeOver(path: string, fresh: string): Promise<void> {
  const old = await stat(path).catch(() => undefined);
  if (old !== undefined) {
    // only root may give files away
    await chown(fresh, old.uid, old.gid).catch(() => {});
    await chmod(fresh, old.mode & 0o7777);
  }
  for (const companion of COMPANIONS) await rm(`${path}${companion}`, { force: true });
  await rename(fresh, path);
}
