import assert from "node:assert/strict";
import { test } from "node:test";
import { runCommand } from "./index.ts";

const PLACE = { env: { PATH: process.env["PATH"] }, cwd: "/" };

test("runCommand() hands over input and collects both outputs, whole and by line", async () => {
  const lines: string[] = [];
  const script = "cat; echo b; printf c; echo oops >&2; exit 3";
  const result = await runCommand(["sh", "-c", script], {
    ...PLACE,
    input: "a\n",
    onLine: (line) => lines.push(line),
  });
  assert.deepEqual(result, { code: 3, stdout: "a\nb\nc", stderr: "oops\n" });
  assert.deepEqual(lines.toSorted(), ["a", "b", "c", "oops"]);
});

test("runCommand() leaves standard error to the terminal when the command may ask", async () => {
  const { stdout, stderr } = await runCommand(["sh", "-c", "echo answer"], { ...PLACE, interactive: true });
  assert.deepEqual([stdout, stderr], ["answer\n", ""]);
});

test("runCommand() tells the end by a signal as a shell does", async () => {
  const { code } = await runCommand(["sh", "-c", "kill -TERM $$"], PLACE);
  assert.equal(code, 143);
});

test("runCommand() ends the command when it is told so", async () => {
  const { code } = await runCommand(["sleep", "60"], { ...PLACE, signal: AbortSignal.timeout(50) });
  assert.equal(code, 143);
});

test("runCommand() refuses a program that is not there", async () => {
  await assert.rejects(runCommand(["/nonexistent/program"], PLACE), /ENOENT/);
});
