import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { GENERATED_FOLDERS, generatedFiles } from "@coffer/cli/manual";

const ROOT = fileURLToPath(new URL("..", import.meta.url));

test("man pages and completions are those of the tables: npm run build:docs makes them so", async () => {
  const files = await generatedFiles();
  const there = GENERATED_FOLDERS.flatMap((folder) =>
    existsSync(join(ROOT, folder)) ? readdirSync(join(ROOT, folder)).map((name) => `${folder}/${name}`) : [],
  );
  const left = there.filter((path) => !files.has(path));
  const stale = [...files].filter(
    ([path, text]) => !there.includes(path) || readFileSync(join(ROOT, path), "utf8") !== text,
  );
  assert.deepEqual(
    [...left, ...stale.map(([path]) => path)],
    [],
    "stale: run npm run build:docs, and commit man and completions",
  );
});
