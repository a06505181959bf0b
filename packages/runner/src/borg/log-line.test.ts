import assert from "node:assert/strict";
import { test } from "node:test";
import { readLogLine } from "./log-line.ts";

test("readLogLine() reads Borg's messages", () => {
  const line = JSON.stringify({
    type: "log_message",
    time: 1,
    message: "Repository /r does not exist.",
    levelname: "ERROR",
    name: "borg.archiver",
    msgid: "Repository.DoesNotExist",
  });
  assert.deepEqual(readLogLine(line), {
    kind: "message",
    level: "error",
    message: "Repository /r does not exist.",
    msgid: "Repository.DoesNotExist",
  });
});

test("readLogLine() reads the status of a file", () => {
  const line = JSON.stringify({ type: "file_status", status: "A", path: "etc/{hosts}" });
  assert.deepEqual(readLogLine(line), { kind: "file", status: "A", path: "etc/{hosts}" });
});

test("readLogLine() takes plain text for an error, unless it is a warning", () => {
  const levelOf = (line: string): string => {
    const read = readLogLine(line);
    return read.kind === "message" ? read.level : read.kind;
  };
  assert.equal(levelOf("ssh: connect to host x port 22: No route to host"), "error");
  assert.equal(levelOf("Warning: Permanently added 'x' to the list of known hosts."), "warning");
  assert.equal(levelOf('{"half": '), "error");
  assert.equal(levelOf("{hosts}"), "error");
});

test("readLogLine() knows how far an operation is", () => {
  const progress = { type: "progress_percent", operation: 1, msgid: "check", current: 1, total: 2, finished: false };
  assert.deepEqual(readLogLine(JSON.stringify(progress)), { kind: "progress", progress });
});
