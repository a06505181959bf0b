import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { temporaryFolder } from "@coffer/testkit/borg";
import { childSeconds, measure } from "./measure.ts";
import { storedBytes } from "./stored-bytes.ts";

const SHELL = { path: "/bin/sh", cwd: "/", env: { PATH: "/usr/bin:/bin" } };

test("childSeconds() adds user and system seconds of the children, and leaves out those of the shell", () => {
  assert.equal(childSeconds("9m9.000000s 9m9.000000s\n1m2.500000s 0m0.250000s\n"), 62.75);
});

test("measure() counts the CPU of grandchildren", async () => {
  const { cpu, wall } = await measure([
    { ...SHELL, words: ["-c", "sh -c 'i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done'; true"] },
  ]);
  assert.ok(cpu > 0, `${cpu} s`);
  assert.ok(wall > 0, `${wall} s`);
});

test("measure() names the command that fails, its code and what it said", async () => {
  await assert.rejects(measure([{ ...SHELL, words: ["-c", "echo no luck >&2; exit 3"] }]), /code 3\nno luck/);
});

test("storedBytes() adds the files of all folders, and is 0 for none", (context) => {
  const folder = temporaryFolder(context);
  mkdirSync(join(folder, "a/b"), { recursive: true });
  writeFileSync(join(folder, "one"), "123");
  writeFileSync(join(folder, "a/b/two"), "12345");
  assert.equal(storedBytes(folder), 8);
  assert.equal(storedBytes(join(folder, "none")), 0);
});
