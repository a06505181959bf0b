export type { DataSourceConfiguration } from "./configuration.ts";
export {
  type AskDatabase,
  countMysqlRows,
  countPostgresqlRows,
  countSqliteRows,
  MYSQL_COUNT_WORDS,
  PSQL_COUNT_WORDS,
  type RowCounts,
  SQLITE_COUNT_WORDS,
} from "./databases/count-rows.ts";
export { dumpPath } from "./dumps/dump-path.ts";
export { type ArchivedDump, archivedDumps } from "./restore/archived-dumps.ts";
export { runTool } from "./tool/run-tool.ts";
export { startTool } from "./tool/start-tool.ts";
export type { ToolCall } from "./tool/tool-call.ts";
export type { DataSourceContext, DataSourceHook, DumpCounter, DumpPlan, DumpStream } from "./data-source-hook.ts";
export { DataSourceFailed } from "./data-source-failed.ts";
export type { DataSources } from "./open-data-sources.ts";
export { openDataSources } from "./open-data-sources.ts";
export { restoreDataSources } from "./restore/restore-data-sources.ts";
export type { ArchiveReader, RestoreRequest, RestoreTarget } from "./restore/restore-request.ts";
export type { RuntimeDirectory } from "./runtime-directory.ts";
export { createRuntimeDirectory } from "./runtime-directory.ts";
export type { SourcePattern } from "./source-pattern.ts";
export { formatSourcePattern } from "./source-pattern.ts";
