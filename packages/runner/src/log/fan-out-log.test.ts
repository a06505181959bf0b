import assert from "node:assert/strict";
import { test } from "node:test";
import { FanOutLog, type LogRecord } from "./index.ts";

test("FanOutLog hands each record to every sink, with level, prefix and time", () => {
  const [first, second]: [LogRecord[], LogRecord[]] = [[], []];
  const log = new FanOutLog(
    [{ write: (record) => first.push(record) }, { write: (record) => second.push(record) }],
    () => 7,
  );
  log.warning("careful");
  log.withPrefix("here").answer("42");
  assert.deepEqual(first, [
    { level: "warning", message: "careful", prefix: "", timeMs: 7 },
    { level: "answer", message: "42", prefix: "here", timeMs: 7 },
  ]);
  assert.deepEqual(second, first);
});
