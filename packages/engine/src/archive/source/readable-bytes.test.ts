import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import { test } from "node:test";
import { ReadableBytes } from "./readable-bytes.ts";

test("ReadableBytes loses nothing of a program that ended before the first read", async () => {
  const program = spawn("/bin/sh", ["-c", "echo all of it"], { stdio: ["ignore", "pipe", "inherit"] });
  const bytes = new ReadableBytes(program.stdout);
  await once(program, "exit");
  await pause(50);
  const target = Buffer.alloc(100);
  const count = await bytes.readInto(target);
  assert.equal(target.toString("utf8", 0, count), "all of it\n");
});
