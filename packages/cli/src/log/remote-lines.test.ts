import assert from "node:assert/strict";
import { test } from "node:test";
import type { LogLevel } from "@coffer/engine/context";
import { Logger, remoteLines } from "./index.ts";

function shown(level: LogLevel, json: boolean, progress: boolean, lines: readonly string[]): string[] {
  const written: string[] = [];
  const write = (text: string): void => void written.push(text);
  const settings = { level, form: json ? "json" : "plain", topics: new Set<never>(), debugTopics: [] } as const;
  const show = remoteLines({ logger: new Logger(settings, write, () => 1.5), wantsProgress: progress, write });
  for (const line of lines) show(line);
  return written;
}

const message = (levelname: string, text: string): string =>
  `{"type": "log_message", "time": 7.25, "message": "${text}", "levelname": "${levelname}", "name": "borg.repository"}\n`;
const PERCENT =
  '{"type": "progress_percent", "operation": 1, "msgid": "check.segments", "message": "50%", "current": 1}\n';
const FINISHED = '{"type": "progress_percent", "operation": 1, "msgid": "check.segments", "finished": true}\n';

test("messages of a server are shown at their level, as a server's", () => {
  const lines = [message("INFO", "quiet"), message("WARNING", "heard"), message("NEWLEVEL", "loud")];
  assert.deepEqual(shown("warning", false, false, lines), ["Remote: heard\n", "Remote: loud\n"]);
  assert.deepEqual(shown("info", true, false, lines.slice(0, 1)), [
    '{"type": "log_message", "time": 7.25, "message": "Remote: quiet", "levelname": "INFO", "name": "borg.repository"}\n',
  ]);
  assert.deepEqual(shown("warning", true, false, lines.slice(0, 1)), []);
});

test("progress of a server is shown where progress is wanted", () => {
  assert.deepEqual(shown("warning", false, false, [PERCENT]), []);
  assert.deepEqual(shown("warning", false, true, [PERCENT, FINISHED]), ["Remote: 50%\r"]);
  const json = shown("warning", true, true, [PERCENT, FINISHED]);
  assert.deepEqual(json, [PERCENT.replace("50%", "Remote: 50%"), FINISHED]);
});

test("lines of older servers and of other programs are shown, too", () => {
  const lines = [
    "$LOG INFO borg.x Remote: quiet\n",
    "$LOG ERROR Remote: heard\n",
    "ssh: refused\r\n",
    '{"type": "new"}\n',
  ];
  assert.deepEqual(shown("warning", false, false, lines), [
    "Remote: heard\n",
    "Remote: ssh: refused\r\n",
    'Dropped remote log message with unknown type \'new\': {"type": "new"}\n\n',
  ]);
  assert.deepEqual(shown("warning", true, false, ["ssh: refused\r\n"]), [
    '{"type": "log_message", "time": 1.5, "message": "Remote: ssh: refused", "levelname": "WARNING", "name": "root"}\n',
  ]);
});
