import { bytesToText, textToBytes } from "@coffer/format/bytes";
import type { MsgpackValue } from "@coffer/format/bytes";
import {
  CheckNeeded,
  IntegrityError,
  InvalidRPCMethod,
  ObjectNotFound,
  PathNotAllowed,
  RepositoryAlreadyExists,
  RepositoryDoesNotExist,
} from "@coffer/format/errors";
import { IdList } from "./id-list.ts";
import type { RepositoryServer } from "./repository-server.ts";
import { anything, finite, flag, nonce, objectId, optional, raw, readArguments, text } from "./server-arguments.ts";
import type { ArgumentsOf, Parameters } from "./server-arguments.ts";

/** Longest key that is stored, in bytes. Borg's own have less than two thousand. */
const KEY_SIZE_MAX = 64 * 1024;

type Result = MsgpackValue | IdList | void;

/** A method as clients call it. @throws {TypeError} If an argument is missing or not of its kind. */
export type ServerMethod = (
  server: RepositoryServer,
  args: ReadonlyMap<string, MsgpackValue>,
) => Result | Promise<Result>;

/** Everything that a client can have done. No other name leads anywhere. */
export const SERVER_METHODS: ReadonlyMap<string, ServerMethod> = new Map<string, ServerMethod>([
  method("negotiate", { client_data: anything }, ({ client_data }, server) => server.negotiate(client_data)),
  method(
    "open",
    {
      path: text,
      create: flag(false),
      lock_wait: optional(finite),
      lock: flag(true),
      exclusive: optional(flag(false)),
      append_only: flag(false),
      make_parent_dirs: flag(false),
    },
    (opening, server) => server.open(opening),
  ),
  method("__len__", {}, (_, { repository }) => repository.size()),
  method(
    "list",
    { limit: optional(finite), marker: optional(objectId) },
    async ({ limit, marker }, { repository }) => new IdList(await repository.listPacked(limit, marker)),
  ),
  method("scan", { limit: optional(finite), marker: optional(objectId) }, ({ limit, marker }, { repository }) =>
    repository.scan(limit ?? Infinity, marker),
  ),
  method("get", { id: objectId }, ({ id }, { repository }) => repository.get(id)),
  method("put", { id: objectId, data: raw }, ({ id, data }, { repository }) => repository.put(id, data)),
  method("delete", { id: objectId }, ({ id }, { repository }) => repository.delete(id)),
  method(
    "commit",
    { compact: flag(true), threshold: optional(finite), cleanup_commits: flag(false) },
    ({ compact, threshold = 0.1, cleanup_commits: cleanupCommits }, { repository }) =>
      repository.commit({ compact, threshold, cleanupCommits }),
  ),
  method("rollback", {}, (_, server) => server.rollback()),
  method(
    "check",
    { repair: flag(false), max_duration: optional(finite) },
    ({ repair, max_duration: maxDurationSeconds = 0 }, server) => server.check(repair, maxDurationSeconds),
  ),
  method("destroy", {}, (_, server) => server.destroy()),
  method("save_key", { keydata: keyText }, ({ keydata }, { repository }) => repository.saveKey(keydata)),
  method("load_key", {}, async (_, { repository }) => textToBytes((await repository.loadKey()) ?? "")),
  method("get_free_nonce", {}, async (_, { repository }) => (await repository.getFreeNonce()) ?? null),
  method(
    "commit_nonce_reservation",
    { next_unreserved: nonce, start_nonce: optional(nonce) },
    ({ next_unreserved, start_nonce }, { repository }) =>
      repository.commitNonceReservation(next_unreserved, start_nonce),
  ),
  method("break_lock", {}, (_, { repository }) => repository.breakLock()),
  method("inject_exception", { kind: text }, ({ kind }) => injectException(kind)),
]);

function method<P extends Parameters>(
  name: string,
  parameters: P,
  run: (args: ArgumentsOf<P>, server: RepositoryServer) => Result | Promise<Result>,
): [string, ServerMethod] {
  return [name, (server, args) => run(readArguments(name, parameters, args), server)];
}

/** A key as Borg writes it: lines of text. Other breaks than line feeds would end the option in the config of the repository. */
function keyText(value: MsgpackValue | undefined): string {
  const bytes = raw(value);
  if (bytes.length > KEY_SIZE_MAX) throw new TypeError(`must have at most ${KEY_SIZE_MAX} bytes`);
  const key = bytesToText(bytes);
  if (!/^[\n -~]*$/.test(key)) throw new TypeError("must be lines of ASCII text");
  return key;
}

/** For tests of clients: fails as it is told. */
function injectException(kind: string): void {
  const failure = INJECTED.get(kind)?.();
  if (failure !== undefined) throw failure;
}

const TEST_TEXT = "test string";
const INJECTED: ReadonlyMap<string, () => Error> = new Map<string, () => Error>([
  ["DoesNotExist", () => new RepositoryDoesNotExist(TEST_TEXT)],
  ["AlreadyExists", () => new RepositoryAlreadyExists(TEST_TEXT)],
  ["CheckNeeded", () => new CheckNeeded(TEST_TEXT)],
  ["IntegrityError", () => new IntegrityError(TEST_TEXT)],
  ["PathNotAllowed", () => new PathNotAllowed("foo")],
  ["ObjectNotFound", () => new ObjectNotFound(TEST_TEXT, `${TEST_TEXT}2`)],
  ["InvalidRPCMethod", () => new InvalidRPCMethod(TEST_TEXT)],
  ["divide", () => new ZeroDivisionError()],
]);

/** Python's. */
class ZeroDivisionError extends Error {
  override readonly name: string = "ZeroDivisionError";

  constructor() {
    super("integer division or modulo by zero");
  }
}
