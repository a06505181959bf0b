import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { temporaryFolder } from "@coffer/testkit/borg";
import { run } from "@coffer/testkit/run";

test("quickstart backs up, verifies, restores and compares a folder", { timeout: 300_000 }, async (context) => {
  const folder = temporaryFolder(context);
  const source = join(folder, "my documents");
  mkdirSync(join(source, "sub"), { recursive: true });
  for (let index = 0; index < 30; index += 1)
    writeFileSync(join(source, "sub", `file-${index}`), `content ${index}\n`.repeat(1000));
  symlinkSync("sub/file-1", join(source, "link"));
  const script = fileURLToPath(new URL("../../scripts/quickstart.mjs", import.meta.url));
  const { code, text, stderr } = await run("node", [script, "--", source], {
    env: { ...process.env, TMPDIR: folder },
  });
  assert.equal(code, 0, stderr + text);
  assert.match(text, /30 files .* are the same/);
  assert.match(text, /second backup .*, 0\.\d kB more stored/);
  assert.match(text, /repository {6}\S*coffer-quickstart-\w+\/repository/);
});

test("quickstart refuses a folder that is not there", async () => {
  const script = fileURLToPath(new URL("../../scripts/quickstart.mjs", import.meta.url));
  const { code, stderr } = await run("node", [script, "/nonexistent/folder"]);
  assert.equal(code, 1);
  assert.match(stderr, /does not exist/);
});
