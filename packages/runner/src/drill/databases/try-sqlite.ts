import { join } from "node:path";
import { countSqliteRows, type RowCounts, runTool, SQLITE_COUNT_WORDS } from "../../hooks/index.ts";
import { readEdge } from "./dump-file.ts";
import { runLoader } from "./run-loader.ts";
import { folderOf } from "./server.ts";
import { type DumpTrial, TrialFailed } from "./trial.ts";

const END_LENGTH = 256;

/** Loads what `.dump` of `sqlite3` has written into a new database. */
export async function trySqlite({ path, folder, context }: DumpTrial): Promise<RowCounts> {
  const program = join(folderOf("sqlite3", "sqlite3", context), "sqlite3");
  if (!/COMMIT;\s*$/.test(await readEdge(path, "end", END_LENGTH))) {
    throw new TrialFailed("it is truncated, or of a damaged database: the COMMIT at its end is missing");
  }
  const database = join(folder, "database");
  const words = [program, "-bail", database];
  await runLoader({ words, input: path, isError: () => false, isForgiven: () => false }, context);
  const ask = async (input: string): Promise<string> => {
    const call = { words: [program, ...SQLITE_COUNT_WORDS, database] };
    return await runTool("Asking SQLite", call, context, { capture: true, input });
  };
  const verdict = await ask("PRAGMA integrity_check;\n");
  if (verdict !== "ok")
    throw new TrialFailed(`PRAGMA integrity_check says: ${verdict.split("\n").slice(0, 3).join(" / ")}`);
  return await countSqliteRows(ask);
}
