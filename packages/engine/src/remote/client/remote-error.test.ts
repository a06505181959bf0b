import assert from "node:assert/strict";
import { test } from "node:test";
import { RPCError } from "@coffer/format/errors";
import { remoteError } from "./remote-error.ts";

const failure = (exception_class: string, exception_args?: readonly string[]): Parameters<typeof remoteError>[0] => ({
  exception_class,
  ...(exception_args === undefined ? {} : { exception_args }),
  exception_full: ["Traceback:\n", "line\n"],
  exception_short: ["short"],
  exception_trace: false,
  sysinfo: "",
});

/** Class, arguments, msgid, exit code, message: as Borg shows what a server has thrown. */
const KNOWN = [
  ["Error", ["text"], "Error", 2, "text"],
  ["ErrorWithTraceback", ["text"], "ErrorWithTraceback", 2, "Error: text"],
  [
    "InvalidRepository",
    ["/srv/r"],
    "Repository.InvalidRepository",
    15,
    "LOCATION is not a valid repository. Check repo config.",
  ],
  [
    "InvalidRepositoryConfig",
    ["/srv/r", "why"],
    "Repository.InvalidRepositoryConfig",
    16,
    "LOCATION does not have a valid configuration. Check repo config [why].",
  ],
  ["DoesNotExist", ["/srv/r"], "Repository.DoesNotExist", 13, "Repository LOCATION does not exist."],
  ["AlreadyExists", ["/srv/r"], "Repository.AlreadyExists", 10, "A repository already exists at LOCATION."],
  [
    "CheckNeeded",
    ["/srv/r"],
    "Repository.CheckNeeded",
    12,
    'Inconsistency detected. Please run "borg check LOCATION".',
  ],
  ["IntegrityError", ["text"], "IntegrityError", 90, "Data integrity error: text"],
  [
    "AtticRepository",
    ["/r"],
    "Repository.AtticRepository",
    11,
    'Attic repository detected. Please run "borg upgrade /r".',
  ],
  ["PathNotAllowed", ["/r"], "PathNotAllowed", 83, "Repository path not allowed: /r"],
  ["PathPermissionDenied", ["/r"], "Repository.PathPermissionDenied", 21, "Permission denied to /r."],
  ["PathAlreadyExists", ["/r"], "Repository.PathAlreadyExists", 19, "There is already something at /r."],
  [
    "ParentPathDoesNotExist",
    ["/r"],
    "Repository.ParentPathDoesNotExist",
    18,
    "The parent path of the repo directory [/r] does not exist.",
  ],
  [
    "ObjectNotFound",
    ["00ff", "/r"],
    "Repository.ObjectNotFound",
    17,
    "Object with key 00ff not found in repository LOCATION.",
  ],
  ["InvalidRPCMethod", ["x"], "InvalidRPCMethod", 82, "RPC method x is not valid."],
  ["LockTimeout", ["/l"], "LockTimeout", 73, "Failed to create/acquire the lock /l (timeout)."],
  ["LockFailed", ["/l", "why"], "LockFailed", 72, "Failed to create/acquire the lock /l (why)."],
  ["NotLocked", ["/l"], "NotLocked", 74, "Failed to release the lock /l (was not locked)."],
  ["NotMyLock", ["/l"], "NotMyLock", 75, "Failed to release the lock /l (was/is locked, but not by me)."],
  [
    "InsufficientFreeSpaceError",
    ["2 GB", "1 GB"],
    "Repository.InsufficientFreeSpaceError",
    14,
    "Insufficient free space to complete transaction (required: 2 GB, available: 1 GB).",
  ],
  [
    "StorageQuotaExceeded",
    ["1 GB", "2 GB"],
    "Repository.StorageQuotaExceeded",
    20,
    "The storage quota (1 GB) has been exceeded (2 GB). Try deleting some archives.",
  ],
] as const;

for (const [name, args, msgid, exitCode, message] of KNOWN) {
  test(`remoteError() makes ${name} what it is here`, () => {
    const error = remoteError(failure(name, args), "LOCATION");
    assert.deepEqual([error.msgid, error.exitCode, error.message], [msgid, exitCode, message]);
    assert.equal(remoteError(failure(name), "LOCATION").msgid, msgid, "of a server that is too old to say more");
  });
}

test("remoteError() shows what has no class here, with its traceback if the server wants that", () => {
  const quiet = remoteError(failure("ValueError"), "LOCATION");
  assert.ok(quiet instanceof RPCError);
  assert.deepEqual(
    [quiet.msgid, quiet.exitCode, quiet.message, quiet.showTraceback],
    ["ValueError", 2, "short", false],
  );
  const loud = remoteError({ ...failure("constructor"), exception_trace: true, sysinfo: "a\nb" }, "LOCATION");
  assert.ok(loud instanceof RPCError);
  assert.deepEqual(
    [loud.msgid, loud.message, loud.details],
    ["constructor", "Traceback:\n\nline\n", "Borg server: a\nBorg server: b"],
  );
});
