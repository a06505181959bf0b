import type { AnyDatabase } from "../configuration.ts";
import type { DataSourceContext } from "../data-source-hook.ts";
import type { DatabaseHookName } from "../dumps/dump-path.ts";
import type { RestoreTarget } from "../restore/restore-request.ts";
import type { RowCounts } from "./count-rows.ts";
import type { ToolCall } from "../tool/tool-call.ts";

/** One make of databases: how its tools are called. What is the same for all makes is done around it. */
export interface DatabaseKind<Database extends AnyDatabase> {
  /** The option that lists its databases. */
  readonly hookName: DatabaseHookName;
  /** As people write it: "PostgreSQL". */
  readonly title: string;
  /** Port that is meant when none is said. */
  readonly defaultPort: number | null;

  /**
   * The dumps that one entry of the configuration asks for. May ask the server for the names of its databases.
   *
   * @throws {DataSourceFailed} If the server cannot be asked.
   */
  planDumps(database: Database, context: DataSourceContext): Promise<readonly PlannedDump[]>;

  /**
   * Counts the rows of what a dump holds, on the server that it is made from.
   *
   * @returns Undefined if that cannot be compared with the dump: options of the user leave a part of it out.
   * @throws {DataSourceFailed} If the server cannot be asked.
   */
  countRows?(planned: PlannedDump, database: Database, context: DataSourceContext): Promise<RowCounts | undefined>;

  /** @throws {DataSourceFailed} If the dump could not be restored; how far it came is the database's to say. */
  restore(job: RestoreJob<Database>): Promise<void>;
}

/** A dump that is to be made. */
export interface PlannedDump {
  /** Name of the database, or `all`. */
  readonly name: string;
  /** Databases that it holds, where the name does not say so. */
  readonly databases?: readonly string[];
  /** Where the dump comes out: at standard output, in a named pipe that the tool opens itself, or in a folder. */
  readonly comesOut: "at stdout" | "in pipe" | "in folder";
  /** @param path The named pipe or folder. */
  call(path: string): ToolCall;
}

/** A dump that is to be restored. */
export interface RestoreJob<Database extends AnyDatabase> {
  /** Name of the database in the archive. */
  readonly name: string;
  /** The entry of the configuration that it belongs to. */
  readonly database: Database;
  readonly target: RestoreTarget;
  readonly schemas: readonly string[];
  /** Where a dump that is a folder has been extracted to; undefined if the dump is a stream. */
  readonly folder: string | undefined;
  readonly context: DataSourceContext;
  /** Runs a tool that reads the dump: the stream at its standard input, or the folder. */
  readonly load: (call: ToolCall) => Promise<void>;
  /** Runs another tool. */
  readonly run: (call: ToolCall) => Promise<void>;
}
