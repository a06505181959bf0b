import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

/**
 * The shape of the house: layers, doors, portability. The table of layers is the one in docs/architecture.md.
 */
const ROOT = fileURLToPath(new URL("..", import.meta.url));

interface Layer {
  readonly name: string;
  readonly level: number;
  readonly forbidden: readonly string[];
}

interface Import {
  /** Relative to the root. */
  readonly file: string;
  readonly line: number;
  readonly specifier: string;
}

const layers = readLayers(readFileSync(join(ROOT, "docs/architecture.md"), "utf8"));
const sources = ["format", "engine", "cli", "runner", "testkit"].flatMap((name) =>
  sourceFiles(join(ROOT, "packages", name, "src")),
);
const imports = sources.flatMap(readImports);

test("docs/architecture.md lists every layer that exists, and no other", () => {
  const existing = ["format", "engine", "runner"].flatMap((name) =>
    folders(join(ROOT, "packages", name, "src"))
      .filter((folder) => sourceFiles(join(ROOT, "packages", name, "src", folder)).length > 0)
      .map((folder) => `${name}/${folder}`),
  );
  const missing = existing.filter((name) => !layers.has(name));
  assert.deepEqual(missing, [], `not in the table of docs/architecture.md: ${missing.join(", ")}`);
  const forbidden = [...layers.values()].flatMap((layer) => layer.forbidden).filter((name) => !layers.has(name));
  assert.deepEqual(forbidden, [], "unknown layers in the column `must not know`");
});

test("every arrow between layers points down", () => {
  const wrong: string[] = [];
  for (const found of imports.filter((entry) => !isTest(entry.file))) {
    const from = layerOfFile(found.file);
    const to = layerOfImport(found);
    if (to === undefined || from === to) continue;
    const complaint = complaintAbout(from, to);
    if (complaint !== undefined) {
      wrong.push(`${found.file}:${found.line}: ${from} -> ${to}: ${complaint}`);
    }
  }
  assert.deepEqual(wrong, [], `\n${wrong.join("\n")}\n`);
});

test("the table itself would be noticed if it were broken", () => {
  assert.equal(complaintAbout("format/bytes", "engine/storage"), "a layer imports only smaller levels (2 -> 9)");
  assert.equal(complaintAbout("engine/repository", "format/keys"), "engine/repository must not know format/keys");
  assert.equal(complaintAbout("engine/repository", "format/segment"), undefined);
  assert.equal(
    complaintAbout("cli/parser", "engine/repository"),
    "cli stands on engine/commands and engine/context only",
  );
  assert.equal(complaintAbout("engine/commands", "testkit/tree"), "testkit is no part of the product");
});

test("folders are entered by their door", () => {
  const wrong: string[] = [];
  for (const found of imports) {
    const target = resolveImport(found);
    if (target === undefined) continue;
    if (target.layer === layerOfFile(found.file)) continue;
    // a test may look behind the doors of its own package
    if (isTest(found.file) && found.specifier.startsWith(".")) continue;
    if (target.inner !== "index.ts") wrong.push(`${found.file}:${found.line}: ${found.specifier} is not a door`);
  }
  assert.deepEqual(wrong, [], `\n${wrong.join("\n")}\n`);
});

test("every folder has a door that opens with a @module comment", () => {
  const wrong: string[] = [];
  for (const name of ["format", "engine", "cli", "runner", "testkit"]) {
    const source = join(ROOT, "packages", name, "src");
    for (const folder of folders(source)) {
      if (sourceFiles(join(source, folder)).length === 0) continue;
      const door = join(source, folder, "index.ts");
      if (!existsSync(door)) wrong.push(`${name}/${folder} has no index.ts`);
      else if (!/^\/\*\*(?:(?!\*\/)[\s\S])*@module/.test(readFileSync(door, "utf8"))) {
        wrong.push(`${name}/${folder}/index.ts does not open with a @module comment`);
      }
    }
  }
  assert.deepEqual(wrong, [], `\n${wrong.join("\n")}\n`);
});

test("format is portable: no Node module outside platform/node.ts", () => {
  const wrong = imports
    .filter((found) => found.file.startsWith("packages/format/") && !isTest(found.file))
    .filter((found) => !found.file.endsWith("/platform/node.ts") && !found.file.includes("/kernels/assembly/"))
    .filter((found) => found.specifier.startsWith("node:") || !/^(?:\.|#|@coffer\/|[@a-z])/.test(found.specifier))
    .map((found) => `${found.file}:${found.line}: ${found.specifier}`);
  assert.deepEqual(wrong, [], `\n${wrong.join("\n")}\n`);
});

test("the engine reads no argv and no environment, prints nothing, never exits", () => {
  const wrong: string[] = [];
  for (const file of sourceFiles(join(ROOT, "packages/engine/src"))) {
    if (isTest(file)) continue;
    withoutComments(readFileSync(join(ROOT, file), "utf8"))
      .split("\n")
      .forEach((line, index) => {
        const found = /\bprocess\.(?:argv|env|exit|exitCode|stdout|stderr|stdin)\b|\bconsole\./.exec(line);
        if (found !== null) wrong.push(`${file}:${index + 1}: ${found[0]}`);
      });
  }
  assert.deepEqual(wrong, [], `\n${wrong.join("\n")}\n`);
});

test("hooks around each test stand inside a suite", () => {
  // unit tests of all files run in one process: a hook beside the suites would run around every test of the project
  const wrong = sources.filter(
    (file) => isTest(file) && /^(?:before|after)Each\(/m.test(readFileSync(join(ROOT, file), "utf8")),
  );
  assert.deepEqual(wrong, []);
});

test("file names are kebab-case", () => {
  const wrong = sources.filter((file) => !/\/[a-z0-9]+(?:[-.][a-z0-9]+)*\.ts$/.test(file));
  assert.deepEqual(wrong, []);
});

/** Why `from` may not import `to`, or `undefined` if it may. */
function complaintAbout(from: string, to: string): string | undefined {
  const [fromPackage = "", toPackage = ""] = [packageOf(from), packageOf(to)];
  if (fromPackage === "testkit") return undefined;
  if (toPackage === "testkit") return "testkit is no part of the product";
  if (fromPackage === "cli") {
    if (toPackage === "engine" && !["engine/commands", "engine/context"].includes(to)) {
      return "cli stands on engine/commands and engine/context only";
    }
    return undefined;
  }
  if (toPackage === "cli") return fromPackage === "runner" ? undefined : "only runner stands on cli";
  if (fromPackage === "runner" && toPackage === "engine" && !["engine/commands", "engine/context"].includes(to)) {
    return "runner stands on engine/commands and engine/context only";
  }
  // main.ts lies above the folders
  if (from === "runner/.") return undefined;
  const [source, target] = [layers.get(from), layers.get(to)];
  if (source === undefined || target === undefined) return "not in the table of docs/architecture.md";
  if (source.forbidden.includes(to)) return `${from} must not know ${to}`;
  if (target.level >= source.level) {
    return `a layer imports only smaller levels (${source.level} -> ${target.level})`;
  }
  return undefined;
}

function packageOf(layer: string): string | undefined {
  return layer.split("/")[0];
}

function readLayers(text: string): Map<string, Layer> {
  const table = /<!-- layers:[^]*?<!-- end of layers -->/.exec(text)?.[0];
  assert.ok(table !== undefined, "docs/architecture.md holds no table of layers");
  const found = new Map<string, Layer>();
  for (const row of table.matchAll(/^\| (\d+) \| `([^`]+)` \|[^|]*\|([^|]*)\|$/gm)) {
    const [, level = "", name = "", forbidden = ""] = row;
    assert.ok(!found.has(name), `${name} stands in the table twice`);
    const names = [...forbidden.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? "");
    found.set(name, { name, level: Number(level), forbidden: names });
  }
  assert.ok(found.size > 10, "the table of layers is too short to be true");
  return found;
}

function folders(path: string): string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
}

/** All .ts files below `path`, relative to the root; generated code is not ours to judge. */
function sourceFiles(path: string): string[] {
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts") && !/(^|\/)(?:generated|assembly)\//.test(name))
    .filter((name) => statSync(join(path, name)).isFile())
    .map((name) => relative(ROOT, join(path, name)))
    .toSorted();
}

function isTest(file: string): boolean {
  return /\.(?:test|bench)\.ts$|\/test-support\//.test(file);
}

/** `packages/engine/src/storage/x/y.ts` is in `engine/storage`; a file beside the folders is in `engine/.`. */
function layerOfFile(file: string): string {
  const [, name = "", , folder = "", ...rest] = file.split("/");
  return rest.length === 0 ? `${name}/.` : `${name}/${folder}`;
}

function layerOfImport(found: Import): string | undefined {
  return resolveImport(found)?.layer;
}

/** Layer and path inside it, for imports of our own packages; `undefined` for all others. */
function resolveImport(found: Import): { layer: string; inner: string } | undefined {
  const own = /^@coffer\/([a-z-]+)(?:\/(.+))?$/.exec(found.specifier);
  if (own !== null) {
    const [, name = "", rest] = own;
    if (rest === undefined) return { layer: `${name}/.`, inner: "index.ts" };
    const [folder = "", ...inner] = rest.split("/");
    return { layer: `${name}/${folder}`, inner: inner.length === 0 ? "index.ts" : inner.join("/") };
  }
  if (!found.specifier.startsWith(".")) return undefined;
  const path = join(dirname(found.file), found.specifier);
  const match = /^packages\/([a-z-]+)\/src\/(?:([^/]+)\/)?(.+)$/.exec(path);
  if (match === null) return undefined;
  const [, name = "", folder = ".", inner = ""] = match;
  return { layer: `${name}/${folder}`, inner };
}

function readImports(file: string): Import[] {
  const text = withoutComments(readFileSync(join(ROOT, file), "utf8"));
  const pattern =
    /(?:^|[\s;}])(?:import|export)\s(?:[^"'`;]*?\sfrom\s*)?["']([^"'\n]+)["']|\bimport\s*\(\s*["']([^"'\n]+)["']/g;
  return [...text.matchAll(pattern)].map((match) => ({
    file,
    line: text.slice(0, match.index + match[0].length).split("\n").length,
    specifier: match[1] ?? match[2] ?? "",
  }));
}

/** Comments become blanks, so that lines keep their numbers. Good enough for imports: `//` inside strings ends a line early. */
function withoutComments(text: string): string {
  return text.replace(/\/\*[^]*?\*\/|(?<![:"'`\\])\/\/[^\n]*/g, (comment) => comment.replace(/[^\n]/g, " "));
}
