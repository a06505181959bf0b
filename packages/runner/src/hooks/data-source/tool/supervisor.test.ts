import assert from "node:assert/strict";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import { open } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { test, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { descendants, isRunning } from "@coffer/testkit/run";
import { SECRET_PATH, startSupervised } from "./supervisor.ts";

function pipeIn(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), "coffer-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, "pipe");
}

test("the supervisor hands over input, secret, output and exit code", async () => {
  const words = ["sh", "-c", `cat ${SECRET_PATH} -; exit 7`];
  const { child, secret } = startSupervised(words, { hasSecret: true });
  secret.end("hidden ");
  child.stdin.end("shown");
  const output = text(child.stdout);
  const [code] = (await once(child, "close")) as [number];
  assert.deepEqual([await output, code], ["hidden shown", 7]);
});

test("when we are gone, a tool that waits for its pipe's reader ends, and the pipe is removed", async (t) => {
  const pipe = pipeIn(t);
  const { child, alive, ready } = startSupervised(["echo", "dump"], { pipe: { path: pipe, redirect: true } });
  await ready;
  assert.ok(statSync(pipe).isFIFO());
  assert.equal(statSync(pipe).mode & 0o777, 0o600);
  assert.equal(child.exitCode, null);
  alive.destroy();
  const [, signal] = (await once(child, "close")) as [number, string];
  assert.equal(signal, "SIGTERM");
  assert.ok(!existsSync(pipe));
});

test("when we are gone before the pipe is made, it does not stay", async (t) => {
  const pipe = pipeIn(t);
  const { child, alive } = startSupervised(["echo", "dump"], { pipe: { path: pipe, redirect: true } });
  alive.destroy();
  await once(child, "close");
  assert.ok(!existsSync(pipe));
});

test("a pipe that cannot be made ends the tool before it has begun", async (t) => {
  const pipe = join(pipeIn(t), "no/such/folder");
  const { child, ready } = startSupervised(["echo", "dump"], { pipe: { path: pipe, redirect: true } });
  const [said, [code]] = await Promise.all([text(child.stderr), once(child, "close"), ready]);
  assert.match(said, /no\/such\/folder/);
  assert.equal(code, 1);
});

test("when we are gone, a tool that fails because nobody reads its pipe does not keep the pipe from being removed", async (t) => {
  const pipe = pipeIn(t);
  const words = ["sh", "-c", "while echo dump; do sleep 0.01; done"];
  const { child, alive, ready } = startSupervised(words, { pipe: { path: pipe, redirect: true } });
  await ready;
  const reader = await open(pipe, "r");
  await reader.read();
  const watcher = descendants(child.pid ?? 0)[0] ?? 0;
  process.kill(watcher, "SIGSTOP");
  child.removeAllListeners("exit");
  await reader.close();
  await once(child, "exit");
  alive.destroy();
  process.kill(watcher, "SIGCONT");
  for (let waited = 0; isRunning(watcher); waited += 10) {
    assert.ok(waited < 15_000, "still waiting");
    await sleep(10);
  }
  assert.ok(!existsSync(pipe));
});

test("when we are gone, all that a tool has started ends", async (t) => {
  const pipe = pipeIn(t);
  const words = ["sh", "-c", "sleep 1000 & echo $!; wait"];
  const { child, alive } = startSupervised(words, { pipe: { path: pipe, redirect: false } });
  const [line] = (await once(child.stdout, "data")) as [Buffer];
  alive.destroy();
  await once(child, "close");
  for (let waited = 0; isRunning(Number(line.toString())); waited += 10) {
    assert.ok(waited < 15_000, "still running");
    await sleep(10);
  }
});
