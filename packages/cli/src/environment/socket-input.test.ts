import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcessByStdio } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import type { Readable, Writable } from "node:stream";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const MODULE = fileURLToPath(new URL("socket-input.ts", import.meta.url));
const PROLOGUE = `
  const { SocketInput } = await import(${JSON.stringify(MODULE)});
  const { createHash } = await import("node:crypto");
  const input = new SocketInput(0);
  const hash = createHash("sha256");
  let size = 0;
`;

/** Starts a program that has `input`. It may end before it has read everything. */
function start(program: string): ChildProcessByStdio<Writable, Readable, null> {
  const child = spawn(process.execPath, ["--input-type=module", "-e", PROLOGUE + program], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  child.stdin.on("error", () => undefined);
  return child;
}

/** Gives bytes to a program that has `input`. @returns What it printed. */
async function run(program: string, bytes: Uint8Array): Promise<string> {
  const child = start(program);
  child.stdin.end(bytes);
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (more: string) => (text += more));
  await once(child, "close");
  return text;
}

test("SocketInput gives all bytes in order, each piece unchanged until the next is asked for", async () => {
  const bytes = randomBytes(5_000_000);
  // Now and then so slow that all buffers fill.
  const told = await run(
    `for await (const piece of input) {
      size += piece.length;
      if (size % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 2));
      hash.update(piece);
    }
    console.log(hash.digest("hex"));`,
    bytes,
  );
  assert.equal(told.trim(), createHash("sha256").update(bytes).digest("hex"));
});

test("SocketInput does not read for somebody who does not ask", async () => {
  const child = start(`console.log("ready"); setInterval(() => undefined, 1000);`);
  await once(child.stdout, "data");
  let taken = 0;
  const piece = new Uint8Array(1_000_000);
  const written = (error?: Error | null): void => {
    if (error !== undefined && error !== null) return;
    taken += piece.length;
    child.stdin.write(piece, written);
  };
  child.stdin.write(piece, written);
  await new Promise((resolve) => setTimeout(resolve, 300));
  assert.ok(taken < 2_000_000, `${taken} bytes were taken`);
  child.kill();
  await once(child, "close");
});

test("destroy() ends the input with its reason, whatever has arrived", async () => {
  const told = await run(
    `try {
      for await (const piece of input) input.destroy(new Error("enough"));
    } catch (error) {
      console.log(error.message);
    }`,
    randomBytes(1_000_000),
  );
  assert.equal(told.trim(), "enough");
});
