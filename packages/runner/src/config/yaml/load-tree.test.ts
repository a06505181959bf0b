import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigurationFolder } from "@coffer/testkit/configuration";
import { ConfigurationError, toValue } from "../tree/index.ts";
import { loadTree } from "./load-tree.ts";

/** What `main.yaml` among these files comes to. */
function value(files: Readonly<Record<string, string>>): unknown {
  using folder = new ConfigurationFolder(files);
  return toValue(loadTree(folder.file("main.yaml"), folder.system()).root);
}

/** What is wrong with `main.yaml` among these files; `@` stands for the folder. */
function problem(files: Readonly<Record<string, string>>): string {
  using folder = new ConfigurationFolder(files);
  try {
    loadTree(folder.file("main.yaml"), folder.system());
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return error.problems
      .map(({ origin, option, message }) => `${origin} ${option}: ${message}`.replaceAll(folder.path, "@"))
      .join("\n");
  }
  return "";
}

test("loadTree() puts an included file in the place of a value", () => {
  assert.deepEqual(value({ "main.yaml": "a: !include one.yaml\n", "one.yaml": "[1, x]" }), { a: [1, "x"] });
});

test("loadTree() gives a list of includes in reverse, as borgmatic does", () => {
  const files = { "main.yaml": "a: !include [one.yaml, two.yaml]\n", "one.yaml": "1", "two.yaml": "2" };
  assert.deepEqual(value(files), { a: [2, 1] });
});

test("loadTree() merges an include deeply: lists are joined, the including file wins", () => {
  const files = {
    "main.yaml": "list: [c]\nmap: {own: 1, both: 2}\n<<: !include one.yaml\nscalar: mine\n",
    "one.yaml": "list: [a, b]\nmap: {both: 1, other: 3}\nscalar: its\nmore: x\n",
  };
  assert.deepEqual(value(files), {
    list: ["a", "b", "c"],
    map: { both: 2, other: 3, own: 1 },
    more: "x",
    scalar: "mine",
  });
});

test("loadTree() lets the later of several merged includes win", () => {
  const files = {
    "main.yaml": "<<: !include [one.yaml, two.yaml]\nlist: [c]\n",
    "one.yaml": "a: 1\nlist: [a]\n",
    "two.yaml": "a: 2\nlist: [b]\n",
  };
  assert.deepEqual(value(files), { a: 2, list: ["a", "b", "c"] });
});

test("loadTree() merges anchors by YAML's rule: the first of a list wins", () => {
  const text = "x: &x {a: 1, b: 1}\ny: &y {b: 2, c: 2}\nz:\n  <<: [*x, *y]\n  a: 0\n";
  assert.deepEqual((value({ "main.yaml": text }) as { z: unknown }).z, { a: 0, b: 1, c: 2 });
});

test("loadTree() sorts names and joins what is given twice", () => {
  const text = "b: 1\na: [x]\nb: 2\na: [y]\n";
  const loaded = value({ "main.yaml": text });
  assert.deepEqual(loaded, { a: ["x", "y"], b: 2 });
  assert.deepEqual(Object.keys(loaded as object), ["a", "b"]);
});

test("loadTree() replaces with !retain", () => {
  const files = {
    "main.yaml": "<<: !include one.yaml\nlist: !retain [c]\nmap: !retain {own: 1}\n",
    "one.yaml": "list: [a, b]\nmap: {other: 3}\n",
  };
  assert.deepEqual(value(files), { list: ["c"], map: { own: 1 } });
});

test("loadTree() leaves out with !omit", () => {
  const files = { "main.yaml": "<<: !include one.yaml\nlist:\n  - !omit b\n  - c\n", "one.yaml": "list: [a, b]\n" };
  assert.deepEqual(value(files), { list: ["a", "c"] });
});

test("loadTree() refuses tags that have nothing to act on", () => {
  assert.match(problem({ "main.yaml": "a: !retain [x]\n" }), /^@\/main\.yaml:1 a: !retain has nothing to replace/);
  assert.match(problem({ "main.yaml": "a:\n- !omit x\n" }), /^@\/main\.yaml:2 : !omit has nothing to act on/);
  const files = { "main.yaml": "<<: !include one.yaml\na: !retain 2\n", "one.yaml": "a: 1\n" };
  assert.match(problem(files), /^@\/main\.yaml:2 a: !retain is for lists and sets of options/);
  assert.match(problem({ "main.yaml": "a: !omit x\n" }), /!omit is for plain elements of a list/);
  assert.match(problem({ "main.yaml": "a: !unknown x\n" }), /the tag !unknown is unknown/);
});

test("loadTree() refuses to merge a list with text, naming both places", () => {
  const files = { "main.yaml": "<<: !include one.yaml\na: x\n", "one.yaml": "a: [1]\n" };
  assert.match(problem(files), /^@\/main\.yaml:2 a: this cannot be merged with the value at @\/one\.yaml:1/);
});

test("loadTree() looks for includes beside the file, then where the program was started, then knows ~", () => {
  const files = { "main.yaml": "a: !include sub/one.yaml\n", "sub/one.yaml": "!include two.yaml" };
  assert.deepEqual(value({ ...files, "sub/two.yaml": "beside", "two.yaml": "started" }), { a: "beside" });
  assert.deepEqual(value({ ...files, "two.yaml": "started" }), { a: "started" });
  assert.deepEqual(value({ "main.yaml": "a: !include ~/one.yaml\n", "home/one.yaml": "home" }), { a: "home" });
  assert.equal(problem(files), "@/sub/one.yaml:1 : there is no file @/sub/two.yaml nor @/two.yaml to include");
});

test("loadTree() ends at includes in a circle, and at too many", () => {
  assert.equal(problem({ "main.yaml": "a: !include main.yaml\n" }), "@/main.yaml:1 : main.yaml includes itself");
  const many = Object.fromEntries(
    Array.from({ length: 12 }, (_, n) => [`${n}.yaml`, `[!include ${n + 1}.yaml, !include ${n + 1}.yaml]`]),
  );
  const files = { ...many, "main.yaml": "!include 0.yaml", "12.yaml": "x" };
  assert.match(problem(files), /files include each other too often$/);
});

test("loadTree() ends at aliases that expand without end", () => {
  const lines = ["a0: &a0 [x, x, x, x, x, x, x, x]"];
  for (let n = 1; n < 9; n++)
    lines.push(
      `a${n}: &a${n} [${Array(8)
        .fill(`*a${n - 1}`)
        .join(", ")}]`,
    );
  assert.match(problem({ "main.yaml": lines.join("\n") }), /its aliases expand without end/);
  assert.match(problem({ "main.yaml": "a: &a [*a]\n" }), /an alias cannot stand inside/);
  assert.match(problem({ "main.yaml": `a: ${"[".repeat(80)}${"]".repeat(80)}\n` }), /nested deeper than 64/);
});

test("loadTree() refuses files that are no text", () => {
  using folder = new ConfigurationFolder();
  folder.write("main.yaml", Uint8Array.of(0x61, 0x3a, 0xff));
  assert.throws(() => loadTree(folder.file("main.yaml"), folder.system()), /it is not UTF-8 text/);
  assert.throws(() => loadTree(folder.file("none.yaml"), folder.system()), /it does not exist/);
  assert.throws(() => loadTree(folder.path, folder.system()), /it is a folder/);
  assert.throws(() => loadTree("/dev/zero", folder.system()), /it is too large/);
});

test("loadTree() names every file that it has read, once", () => {
  using folder = new ConfigurationFolder({
    "main.yaml": "a: !include one.yaml\nb: !include one.yaml\n",
    "one.yaml": "1",
  });
  const { paths } = loadTree(folder.file("main.yaml"), folder.system());
  assert.deepEqual(paths, [folder.file("main.yaml"), folder.file("one.yaml")]);
});

test("loadTree() reads a byte order mark and CRLF as nothing", () => {
  assert.deepEqual(value({ "main.yaml": "\uFEFFa: 1\r\nb: x\r\n" }), { a: 1, b: "x" });
});
