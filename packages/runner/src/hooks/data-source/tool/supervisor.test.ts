import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable, Writable } from "node:stream";
import { text } from "node:stream/consumers";
import { test, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { isRunning } from "@coffer/testkit/run";
import { SECRET_PATH, SUPERVISOR } from "./supervisor.ts";

interface Supervised {
  readonly child: ChildProcess & { readonly stdin: Writable; readonly stdout: Readable };
  /** Ended as it is when this process is gone. */
  readonly alive: Writable;
  readonly secret: Writable;
}

function supervise(pipe: string, redirect: string, secret: string, ...words: string[]): Supervised {
  const child = spawn("/bin/sh", ["-c", SUPERVISOR, "sh", pipe, redirect, secret, ...words], {
    stdio: ["pipe", "pipe", "inherit", "pipe", "pipe"],
    detached: true,
  }) as Supervised["child"];
  const [, , , alive, secretEnd] = child.stdio as unknown as Writable[];
  assert.ok(alive !== undefined && secretEnd !== undefined);
  return { child, alive, secret: secretEnd };
}

function pipeIn(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "coffer-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  execFileSync("mkfifo", [join(folder, "pipe")]);
  return join(folder, "pipe");
}

test("the supervisor hands over input, secret, output and exit code", async () => {
  const { child, secret } = supervise("", "", "yes", "sh", "-c", `cat ${SECRET_PATH} -; exit 7`);
  secret.end("hidden ");
  child.stdin.end("shown");
  const output = text(child.stdout);
  const [code] = (await once(child, "close")) as [number];
  assert.deepEqual([await output, code], ["hidden shown", 7]);
});

test("when we are gone, a tool that waits for its pipe's reader ends, and the pipe is removed", async (t) => {
  const pipe = pipeIn(t);
  const { child, alive } = supervise(pipe, "yes", "", "echo", "dump");
  await sleep(100);
  assert.equal(child.exitCode, null);
  alive.destroy();
  const [, signal] = (await once(child, "close")) as [number, string];
  assert.equal(signal, "SIGTERM");
  assert.ok(!existsSync(pipe));
});

test("when we are gone, all that a tool has started ends", async (t) => {
  const pipe = pipeIn(t);
  const { child, alive } = supervise(pipe, "", "", "sh", "-c", `sleep 1000 & echo $!; wait`);
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  alive.destroy();
  await once(child, "close");
  for (let waited = 0; isRunning(Number(line.toString())); waited += 10) {
    assert.ok(waited < 5000, "still running");
    await sleep(10);
  }
});
