import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { testRemoteSettings } from "@coffer/testkit/rpc-server";
import { serverCommand } from "./server-command.ts";

const place = {
  user: undefined,
  host: "::1",
  port: undefined,
  path: "/r",
  location: "ssh://[::1]/r",
  written: "[::1]:/r",
};
const settings = testRemoteSettings(undefined, { rsh: ["my ssh", "-i", "key"], serveOptions: ["--info"] });

test("serverCommand() puts the words where ssh wants them", async () => {
  const plain = await serverCommand(place, settings, []);
  assert.deepEqual(plain, ["my ssh", "-i", "key", "::1", "borg", "serve", "--info"]);
  const full = await serverCommand({ ...place, user: "u", host: "h", port: 2222 }, settings, ["--storage-quota=5"]);
  const host = ["-p", "2222", "u@h"];
  assert.deepEqual(full, ["my ssh", "-i", "key", ...host, "borg", "serve", "--info", "--storage-quota=5"]);
});

test("serverCommand() keeps a connection alive unless the user has said how", async (context) => {
  const folder = mkdtempSync("/tmp/coffer-ssh-");
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const withSsh = async (answer: string): Promise<readonly string[]> => {
    writeFileSync(join(folder, "ssh"), `#!/bin/sh\n[ "$*" = "-G ::1" ] || exit 9\n${answer}\n`);
    chmodSync(join(folder, "ssh"), 0o755);
    const environment = { PATH: `${folder}:/bin:/usr/bin` };
    return serverCommand(place, { ...settings, rsh: undefined, environment }, []);
  };
  const rest = ["::1", "borg", "serve", "--info"];
  const alive = ["-o", "ServerAliveInterval=20", "-o", "ServerAliveCountMax=6"];
  assert.deepEqual(await withSsh("echo port 22; echo serveraliveinterval 0"), ["ssh", ...alive, ...rest]);
  assert.deepEqual(await withSsh("echo port 22; echo serveraliveinterval 5"), ["ssh", ...rest]);
  assert.deepEqual(await withSsh("exit 1"), ["ssh", ...rest]);
});
