import assert from "node:assert/strict";
import { test } from "node:test";
import { testRemoteSettings } from "@coffer/testkit/rpc-server";
import { startServer } from "./start-server.ts";

const settings = testRemoteSettings(undefined, { environment: { PATH: process.env["PATH"], WORD: "said" } });

async function textOf(stream: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces).toString();
}

test("startServer() runs the words as they are, in the environment given", async () => {
  const { stdout, stderr, exited } = startServer(["sh", "-c", 'echo "$WORD $1"; echo err >&2', "x", "a  'b"], settings);
  assert.deepEqual(await Promise.all([textOf(stdout), textOf(stderr)]), ["said a  'b\n", "err\n"]);
  await exited;
});

test("the command ignores Ctrl-C and hears kill()", async () => {
  const { stdin, stdout, exited, kill } = startServer(["sh", "-c", "kill -INT $$; echo alive; read line"], settings);
  const [first] = (await stdout.iterator({ destroyOnReturn: false }).next()).value as Uint8Array;
  assert.equal(first, "a".charCodeAt(0));
  kill();
  stdout.resume();
  await exited;
  stdin.destroy();
});

test("a command is over although something it has started holds its standard error", async () => {
  const begun = performance.now();
  const { stdout, exited } = startServer(["sh", "-c", "sleep 20 > /dev/null & exit 0"], settings);
  stdout.resume();
  await exited;
  assert.ok(performance.now() - begun < 15_000);
});

test("a command that does not exist says so and is over", async () => {
  const { stdout, stderr, exited } = startServer(["/nonexistent/ssh"], settings);
  stdout.resume();
  assert.match(await textOf(stderr), /not found/);
  await exited;
});
