import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigurationFolder } from "@coffer/testkit/configuration";
import { recordHttp } from "@coffer/testkit/network";
import { runProgram } from "./run-program.ts";

test("schedule report-failure tells monitors of a run that was killed, not of one that has told them itself", async (t) => {
  const { origin, requests } = await recordHttp(t);
  using folder = new ConfigurationFolder({
    "a.yaml": `repositories: [{path: /a}]\nhealthchecks: {ping_url: "${origin}/a", send_logs: true}\n`,
    "b.yaml": `repositories: [{path: /b}]\ncronitor: {ping_url: "${origin}/b"}\n`,
  });
  const report = async (result?: string): Promise<string[]> => {
    const env = result === undefined ? {} : { MONITOR_SERVICE_RESULT: result };
    const words = ["-c", "a.yaml", "-c", "b.yaml", "--verbosity", "-1", "schedule", "report-failure"];
    const terminal = { writeOut: () => {}, writeErr: () => {} };
    assert.equal(await runProgram(words, { ...folder.system(), env }, terminal), 0);
    return requests.splice(0).map(({ path }) => path);
  };
  assert.deepEqual(await report("exit-code"), []);
  assert.deepEqual(await report("oom-kill"), ["/a/log", "/a/fail", "/b/fail"]);
  assert.deepEqual(await report(), ["/a/log", "/a/fail", "/b/fail"]);
});

test("schedule install refuses configurations that are not valid, before it schedules anything", async () => {
  using folder = new ConfigurationFolder({ "a.yaml": "keep_dayly: 1\n" });
  const errors: string[] = [];
  const terminal = { writeOut: () => {}, writeErr: (text: string) => errors.push(text) };
  assert.equal(await runProgram(["-c", "a.yaml", "schedule", "install"], folder.system(), terminal), 1);
  assert.match(errors.join(""), /keep_dayly/);
});

test("schedule status says as JSON what is installed: nothing, where no scheduler is", async () => {
  using folder = new ConfigurationFolder({});
  const out: string[] = [];
  const terminal = { writeOut: (text: string) => out.push(text), writeErr: () => {} };
  const system = { ...folder.system(), env: { PATH: folder.path } };
  assert.equal(await runProgram(["schedule", "status", "--json"], system, terminal), 0);
  assert.deepEqual(JSON.parse(out.join("")), []);
});
