import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { ENVIRONMENT, GENERATED_FOLDERS, generatedFiles } from "@coffer/cli/manual";

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

test("the manual knows the variables that the program reads, and no others", () => {
  const sources = ["cli", "engine"].flatMap((name) => {
    const path = join(ROOT, "packages", name, "src");
    return readdirSync(path, { recursive: true, encoding: "utf8" })
      .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.startsWith("manual/"))
      .map((file) => readFileSync(join(path, file), "utf8"));
  });
  const read = sources.flatMap((text) => text.match(READ) ?? []);
  const told = ENVIRONMENT.flatMap(({ names }) => names);
  assert.deepEqual(
    [...new Set(read)].filter((name) => !told.includes(name) && !INNER.has(name)),
    [],
  );
  assert.deepEqual(
    told.filter((name) => !read.includes(name) && !OUTSIDE.has(name)),
    [],
  );
});

/** How a variable is read: by its name in an environment, or as the answer to a question. */
const READ =
  /(?<=env\[")(?:BORG|COFFER|XDG)_[A-Z0-9_]+(?="\])|(?<=(?:home\(|environmentName: )")[A-Z_]+(?=")|(?<=")BORG_\w+_(?:OK|DOING)(?=")/g;
/** Said by one part of the program to another. */
const INNER = new Set(["COFFER_ARGV0", "COFFER_READY_FD"]);
/** Read by the start script, by the library for temporary folders, or taken by name out of a list. */
const OUTSIDE = new Set(["COFFER_NODE", "TMPDIR", "BORG_WORKAROUNDS"]);
