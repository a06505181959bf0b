import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("..", import.meta.url));
const DOCUMENTS = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md", ...below("docs")];

test("links in documents lead somewhere", () => {
  const dead = DOCUMENTS.flatMap((file) =>
    [...readFileSync(join(ROOT, file), "utf8").matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map((match) => match[1] ?? "")
      .filter((target) => !/^[a-z]+:/.test(target) && !existsSync(join(ROOT, dirname(file), target)))
      .map((target) => `${file}: ${target}`),
  );
  assert.deepEqual(dead, []);
});

test("docs/formats/README.md leads to every format", () => {
  const index = readFileSync(join(ROOT, "docs/formats/README.md"), "utf8");
  const missing = readdirSync(join(ROOT, "docs/formats")).filter(
    (name) => name !== "README.md" && !index.includes(`(${name})`),
  );
  assert.deepEqual(missing, []);
});

test("formats that docstrings name exist", () => {
  const dead = below("packages")
    .filter((file) => file.endsWith(".ts") && !file.includes("node_modules") && !file.includes("/dist/"))
    .flatMap((file) =>
      [...readFileSync(join(ROOT, file), "utf8").matchAll(/docs\/(?:formats|decisions)\/[a-z0-9-]+\.md/g)]
        .filter(([path]) => !existsSync(join(ROOT, path)))
        .map(([path]) => `${file}: ${path}`),
    );
  assert.deepEqual(dead, []);
});

test("decisions have a number each", () => {
  const numbers = readdirSync(join(ROOT, "docs/decisions")).map((name) => /^(\d{4})-[a-z0-9-]+\.md$/.exec(name)?.[1]);
  assert.ok(!numbers.includes(undefined), "a decision is named NNNN-what-it-is.md");
  assert.equal(new Set(numbers).size, numbers.length, "two decisions with one number");
});

function below(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name}`)
    .filter((name) => /\.(?:md|ts)$/.test(name) && statSync(join(ROOT, name)).isFile());
}
