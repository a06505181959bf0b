import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { CommandError } from "@coffer/format/errors";
import { RunningProgram } from "./program.ts";

const folder = mkdtempSync(join(tmpdir(), "coffer-program-"));
after(() => rmSync(folder, { recursive: true }));
const env = { PATH: `${folder}:/usr/bin:/bin`, GREETING: "hello" };

async function outputOf(program: RunningProgram): Promise<string> {
  return Buffer.concat(await program.output.toArray()).toString();
}

test("start() runs a program with its arguments as they are, and its own environment", async () => {
  const program = RunningProgram.start({ words: ["sh", "-c", 'echo "$GREETING $1" "$HOME"', "sh", "a  $b"], env });
  assert.equal(await outputOf(program), "hello a  $b \n");
  await program.finish();
});

test("finish() tells of a program that failed, or was killed", async () => {
  for (const [script, status] of [
    ["exit 73", 73],
    ["kill -9 $$", -9],
  ] as const) {
    const program = RunningProgram.start({ words: ["sh", "-c", script], env });
    await outputOf(program);
    await assert.rejects(program.finish(), new CommandError(`Command 'sh' exited with status ${status}`));
  }
});

test("a program does not hear of Ctrl-C", async () => {
  const program = RunningProgram.start({ words: ["sh", "-c", "kill -INT $$; echo alive"], env });
  assert.equal(await outputOf(program), "alive\n");
  await program.finish();
});

test("start() refuses what cannot be run", () => {
  writeFileSync(join(folder, "plain"), "");
  chmodSync(join(folder, "plain"), 0o644);
  mkdirSync(join(folder, "folder"));
  for (const [name, message] of [
    ["", "[Errno 2] No such file or directory: ''"],
    ["no-such-program", "[Errno 2] No such file or directory: 'no-such-program'"],
    [join(folder, "nothing"), `[Errno 2] No such file or directory: '${join(folder, "nothing")}'`],
    ["plain", "[Errno 13] Permission denied: 'plain'"],
    [join(folder, "folder"), `[Errno 13] Permission denied: '${join(folder, "folder")}'`],
  ] as const) {
    const error = new CommandError(`Failed to execute command: ${message}`);
    assert.throws(() => RunningProgram.start({ words: [name], env }), error, name);
  }
});
