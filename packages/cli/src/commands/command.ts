import { resolve } from "node:path";
import type { BucketPlace, RepositoryPlace } from "@coffer/engine/commands";
import type { EngineContext } from "@coffer/engine/context";
import { CommandError } from "@coffer/format/errors";
import type { CommandSyntax, Parameters, ParseWorld, Positionals, ValuesOf } from "../arguments/index.ts";
import type { Streams } from "../environment/index.ts";
import { canonicalPath, type Location } from "../location/index.ts";
import type { Logger } from "../log/index.ts";
import type { CommonValues } from "../options/index.ts";
import type { Host } from "./host.ts";

/** What a running command has at hand. */
export interface CommandRun {
  readonly context: EngineContext;
  readonly streams: Streams;
  readonly logger: Logger;
  readonly world: ParseWorld;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The command line, program first, as archives record it. */
  readonly commandLine: readonly string[];
  /** Aborted when the user wants the command to stop. */
  readonly signal: AbortSignal;
  /** The program that this run is a part of, if it is not one of its own. */
  readonly host: Host | undefined;
  /** In a process that is to go to the background: call it when the command is ready and has left the terminal. */
  readonly leftForeground: (() => void) | undefined;
  /** Aborted when the run is about to end whatever the command does: not at the first Ctrl-C. */
  readonly ending: AbortSignal;
  /** From now on, lines on standard error are JSON objects. */
  logAsJson(): void;
  /** Help of a command (of the program for ""). @throws {UsageError} If there is no such command. */
  explain(topic: string, parts: { readonly epilogOnly: boolean; readonly usageOnly: boolean }): string;
}

/** Exit code that the command itself asks for: 1 where it found something wrong, or that of a program it ran. */
export type Outcome = number;

/** A command: its table, and what it does. */
export interface Command {
  readonly syntax: CommandSyntax;
  /** May go without the repository lock (`--bypass-lock`). */
  readonly bypassesLock: boolean;
  /** Whether it goes to the background once it is ready. */
  readonly goesToBackground: (values: Readonly<Record<string, unknown>>) => boolean;
  /** Whether another program reads its standard error, as that of a server. */
  readonly isServer: boolean;
  /** What is wrong with the values together; shown as a usage error of the program. */
  readonly findFault: (values: Readonly<Record<string, unknown>>) => string | undefined;
  readonly run: (values: Readonly<Record<string, unknown>>, run: CommandRun) => Promise<Outcome>;
}

type AllValues<P extends Parameters, Q extends Positionals> = ValuesOf<P, Q> & CommonValues;

/** Binds a table to what is done with its values. */
export function defineCommand<P extends Parameters, Q extends Positionals>(
  syntax: CommandSyntax<P, Q>,
  run: (values: AllValues<P, Q>, run: CommandRun) => Promise<Outcome>,
  traits: {
    readonly bypassesLock?: boolean;
    readonly isServer?: boolean;
    readonly goesToBackground?: (values: AllValues<P, Q>) => boolean;
    readonly findFault?: (values: AllValues<P, Q>) => string | undefined;
  } = {},
): Command {
  // The parser fills in exactly the values that the table names.
  return {
    syntax,
    bypassesLock: traits.bypassesLock ?? false,
    isServer: traits.isServer ?? false,
    goesToBackground: (values) => traits.goesToBackground?.(values as AllValues<P, Q>) ?? false,
    findFault: (values) => traits.findFault?.(values as AllValues<P, Q>),
    run: async (values, context) => await run(values as AllValues<P, Q>, context),
  };
}

/** What the engine needs to know of a repository's place. */
export interface Target {
  readonly repository: RepositoryPlace;
  readonly lock: boolean;
}

export interface LocalTarget extends Target {
  /** Absolute, normalised path. */
  readonly repository: string;
}

/** @throws {CommandError} For a local path that is not UTF-8 (Borg fails on these, too). */
export function targetOf(location: Location | undefined, values: CommonValues, run: CommandRun): Target {
  if (location === undefined) throw new CommandError("no repository given");
  const repository =
    bucketPlaceOf(location) ?? sftpPlaceOf(location) ?? remotePlaceOf(location) ?? localPathOf(location, run);
  return { repository, lock: !values.bypassLock };
}

/** As {@link targetOf}, for commands that need the files. As in Borg, only the path counts, for those who serve a repository to others. */
export function localTargetOf(location: Location | undefined, values: CommonValues, run: CommandRun): LocalTarget {
  if (location === undefined) throw new CommandError("no repository given");
  if (location.proto !== "file" && location.proto !== "ssh") {
    throw new CommandError(`${location.processed}: this command needs the files of the repository`);
  }
  return { repository: localPathOf(location, run), lock: !values.bypassLock };
}

function localPathOf(location: Location, run: CommandRun): string {
  if (!location.path.isWellFormed()) {
    throw new CommandError(`${location.path}: the path of a repository must be valid UTF-8`);
  }
  return resolve(run.context.cwd, location.path);
}

/** `undefined` if the location is none in an object store. */
export function bucketPlaceOf(location: Location): BucketPlace | undefined {
  const { proto, host = "", user, path } = location;
  if (proto === "rclone") return { remote: `${host}:${path}`, location: canonicalPath(location) };
  if (proto !== "s3") return undefined;
  return { bucket: host, prefix: path.slice(1), profile: user, location: canonicalPath(location) };
}

function sftpPlaceOf(location: Location): RepositoryPlace | undefined {
  const { proto, host = "", user, port, path } = location;
  if (proto !== "sftp") return undefined;
  return { server: { host, user, port }, path, location: canonicalPath(location) };
}

function remotePlaceOf(location: Location): RepositoryPlace | undefined {
  const { host, user, port, path, processed } = location;
  if (host === undefined) return undefined;
  return { host, user, port, path, location: canonicalPath(location), written: processed.split("::", 1)[0] ?? "" };
}

/** The archive of a location that must name one. */
export function archiveOf(location: Location | undefined): string {
  if (location?.archive === undefined) throw new CommandError("no archive given");
  return location.archive;
}
