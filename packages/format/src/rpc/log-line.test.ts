import assert from "node:assert/strict";
import { test } from "node:test";
import { decodeLogLine } from "./log-line.ts";

test("decodeLogLine() reads log messages in JSON", () => {
  const line =
    '{"type": "log_message", "time": 1.5, "message": "text", "levelname": "INFO", "name": "borg.x", "msgid": "M"}\n';
  const { fields, ...record } = decodeLogLine(line) as { fields: Record<string, unknown> };
  assert.deepEqual(record, { kind: "log", levelname: "INFO", name: "borg.x", message: "text", msgid: "M" });
  assert.equal(fields["time"], 1.5);
});

test("decodeLogLine() reads progress in JSON", () => {
  const percent = decodeLogLine('{"type": "progress_percent", "message": "50%", "current": 1}\n');
  assert.equal(percent.kind === "progress" && percent.message, "50%");
  const finished = decodeLogLine('{"type": "progress_message", "finished": true}\r');
  assert.equal(finished.kind === "progress" && finished.message, undefined);
});

test("decodeLogLine() reads both marked forms", () => {
  const message = "Remote: two  words";
  const common = { kind: "marked", levelname: "WARNING", message };
  assert.deepEqual(decodeLogLine("$LOG WARNING Remote: two  words \r\n"), { ...common, name: undefined });
  assert.deepEqual(decodeLogLine("$LOG WARNING borg.x Remote: two  words\n"), { ...common, name: "borg.x" });
});

test("decodeLogLine() takes anything else for plain, or for a type unknown", () => {
  for (const line of ["text\n", "{", "{]\n", "[1]\n", "$LOG x\n", ""])
    assert.deepEqual(decodeLogLine(line), { kind: "plain" });
  assert.deepEqual(decodeLogLine('{"type": "new"}'), { kind: "unknown", type: "new" });
  assert.deepEqual(decodeLogLine('{"type": 5}'), { kind: "unknown", type: "" });
});
