import { AssertionError } from "@coffer/format/bytes";
import {
  BorgError,
  InsufficientFreeSpaceError,
  IntegrityError,
  InvalidRepositoryConfig,
  InvalidRPCMethod,
  LockFailed,
  ObjectNotFound,
  RepositoryIsAppendOnly,
  StorageQuotaExceeded,
} from "@coffer/format/errors";
import { RpcFormatError } from "@coffer/format/rpc";
import type { RpcFailure } from "@coffer/format/rpc";
import { StorageError } from "../storage/index.ts";

const INTEGRITY_PREFIX = "Data integrity error: ";

/** Python's classes for failures of the operating system. */
const CLASS_BY_CODE: ReadonlyMap<string, string> = new Map([
  ["EACCES", "PermissionError"],
  ["EPERM", "PermissionError"],
  ["ENOENT", "FileNotFoundError"],
  ["EEXIST", "FileExistsError"],
  ["ENOTDIR", "NotADirectoryError"],
  ["EISDIR", "IsADirectoryError"],
]);

const VALUE_ERRORS = [RepositoryIsAppendOnly, RangeError, RpcFormatError];

/** An error as Borg's server would tell it. Where Borg has the way through its own code, there is the message once more. */
export function failureOf(error: unknown, sysinfo: string): RpcFailure {
  const { name, args, message, shows } = describe(error);
  const line = name === undefined ? message : `${name}: ${message}\n`;
  return {
    exception_class: name ?? (error as BorgError).msgid.replace(/^.*\./, ""),
    exception_args: args,
    exception_full: [line.endsWith("\n") ? line : `${line}\n`],
    exception_short: [line],
    exception_trace: shows,
    sysinfo,
  };
}

interface Description {
  /** Class of an exception that is none of Borg's own. */
  readonly name?: string;
  readonly args: readonly string[];
  readonly message: string;
  /** Whether the user is shown all of it. */
  readonly shows: boolean;
}

function describe(error: unknown): Description {
  const message = error instanceof Error ? error.message : String(error);
  const args = error instanceof BorgError ? argumentsOf(error) : [message];
  const name = pythonClass(error);
  if (name !== undefined) return { name, args, message, shows: true };
  return { args, message, shows: (error as BorgError).showTraceback };
}

/** Name of the exception that Borg lets happen where coffer has an error of its own; `undefined` for Borg's errors. */
function pythonClass(error: unknown): string | undefined {
  if (error instanceof StorageError) return CLASS_BY_CODE.get(error.code) ?? "OSError";
  if (VALUE_ERRORS.some((type) => error instanceof type)) return "ValueError";
  if (error instanceof BorgError) return error.constructor === BorgError ? "Exception" : undefined;
  if (error instanceof AssertionError) return "AssertionError";
  return error instanceof Error ? error.name : "Exception";
}

/** What Borg's exception was made of: the client makes it anew. */
function argumentsOf(error: BorgError): string[] {
  if (error instanceof ObjectNotFound) return [error.id, error.path];
  if (error instanceof InvalidRepositoryConfig || error instanceof LockFailed) return [error.path, error.reason];
  if (error instanceof InsufficientFreeSpaceError) return [error.required, error.available];
  if (error instanceof StorageQuotaExceeded) return [error.quota, error.used];
  if (error instanceof InvalidRPCMethod) return [error.method];
  if (error instanceof IntegrityError) return [error.message.slice(INTEGRITY_PREFIX.length)];
  const isPlain = error instanceof StorageError || error instanceof RepositoryIsAppendOnly;
  if (!isPlain && "path" in error && typeof error.path === "string") return [error.path];
  return [error.message];
}
