import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { UsageError } from "@coffer/cli/arguments";
import { interpret } from "@coffer/cli/program";
import { splitShell } from "@coffer/cli/text";

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

test("commands in README and manual are understood", async () => {
  const files = ["README.md", ...below("docs/manual")];
  const wrong: string[] = [];
  for (const file of files) {
    const blocks = readFileSync(join(ROOT, file), "utf8").matchAll(/```sh\n([^]*?)```/g);
    const commands = [...blocks].flatMap(([, block = ""]) => block.split("\n").flatMap(cofferCommands));
    assert.ok(file !== "docs/manual/quick-start.md" || commands.length >= 10, "no commands found");
    for (const command of commands) {
      const complaint = await complaintAbout(command);
      if (complaint !== undefined) wrong.push(`${file}: ${command}: ${complaint}`);
    }
  }
  assert.deepEqual(wrong, []);
});

/** The calls of coffer in a line of shell, without redirections. */
function cofferCommands(line: string): string[] {
  return line
    .replace(/#.*/, "")
    .split(/\s(?:\|\|?|&&)\s/)
    .filter((part) => /^(?:\S*\/)?coffer\s/.test(part.trim()))
    .map((part) => part.trim().replace(/\s<?>\s?\S+$/, ""));
}

async function complaintAbout(command: string): Promise<string | undefined> {
  const words = splitShell(command).slice(1);
  try {
    await interpret({ program: "coffer", words, env: { BORG_REPO: "/backup/repo" } }, 80);
  } catch (error) {
    // a file that it names may be missing here
    if (error instanceof UsageError) return error.message;
  }
  return undefined;
}
