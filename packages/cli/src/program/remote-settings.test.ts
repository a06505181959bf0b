import assert from "node:assert/strict";
import { test } from "node:test";
import type { RemoteSettings } from "@coffer/engine/context";
import { type Env, Streams } from "../environment/index.ts";
import { Logger } from "../log/index.ts";
import type { CommonValues } from "../options/index.ts";
import { remoteSettings } from "./remote-settings.ts";

function settingsOf(env: Env, values: Partial<CommonValues> = {}): RemoteSettings {
  const logger = new Logger(
    { level: "warning", form: "plain", topics: new Set(), debugTopics: [] },
    () => undefined,
    Date.now,
  );
  const common = { logLevel: "warning", debugTopics: [], progress: false, ...values } as unknown as CommonValues;
  return remoteSettings(env, common, { logger, streams: new Streams(env) });
}

test("remoteSettings() takes options before variables before defaults", () => {
  const bare = settingsOf({});
  assert.deepEqual([bare.rsh, bare.remotePath, bare.serveOptions], [undefined, "borg", []]);
  const env = { BORG_RSH: "ssh -i 'my key'", BORG_REMOTE_PATH: "borg{borgmajor}", BORG_PASSPHRASE: "secret" };
  const configured = settingsOf(env);
  assert.deepEqual([configured.rsh, configured.remotePath], [["ssh", "-i", "my key"], "borg1"]);
  assert.equal(JSON.stringify(configured.environment).includes("secret"), false);
  const asked = settingsOf(env, { rsh: "rsh -4", remotePath: "/opt/borg", uploadRatelimit: 3, uploadBuffer: 2 });
  assert.deepEqual([asked.rsh, asked.remotePath], [["rsh", "-4"], "/opt/borg"]);
  assert.deepEqual([asked.uploadRatelimit, asked.uploadBuffer], [3072, 2 << 20]);
  assert.throws(() => settingsOf({ BORG_RSH: "ssh 'x" }), { message: "No closing quotation" });
});

test("remoteSettings() has the server log as much as we do", () => {
  assert.deepEqual(settingsOf({}, { logLevel: "info" }).serveOptions, ["--info"]);
  assert.deepEqual(settingsOf({}, { logLevel: "critical" }).serveOptions, ["--critical"]);
  const topics = ["repository.compaction", "repository", "files_cache", "borg.debug.repository_cache"];
  assert.deepEqual(settingsOf({}, { debugTopics: topics }).serveOptions, [
    "--debug-topic=repository.compaction",
    "--debug-topic=borg.debug.repository",
    "--debug-topic=borg.debug.repository_cache",
  ]);
});
