import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { test } from "node:test";
import { ConfigurationFolder } from "@coffer/testkit/configuration";
import { runProgram } from "./run-program.ts";

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs a command line in a folder, whose path is shown as `@`. */
async function run(folder: ConfigurationFolder, ...words: readonly string[]): Promise<Outcome> {
  const [out, err]: [string[], string[]] = [[], []];
  const terminal = { writeOut: (text: string) => out.push(text), writeErr: (text: string) => err.push(text) };
  const code = await runProgram(words, folder.system(), terminal);
  const shown = (pieces: readonly string[]): string => pieces.join("").replaceAll(folder.path, "@");
  return { code, out: shown(out), err: shown(err) };
}

test("config validate tells whether files are valid, and shows them when asked", async () => {
  using folder = new ConfigurationFolder({
    "good.yaml": "repositories: [{path: /repo}]\nprefix: ${NONE}\n",
    "bad.yaml": "keep_dayly: 7\nrepositories: [{path: /repo}]\n",
  });
  assert.equal((await run(folder, "-c", "good.yaml", "config", "validate")).code, 0);
  const { out } = await run(folder, "-c", "good.yaml", "config", "validate", "--show");
  assert.match(out, /^prefix: \$\{NONE\}\nrepositories:\n {4}- path: \/repo\n/);
  const { code, err } = await run(folder, "-c", "bad.yaml", "-c", "good.yaml", "-c", "none.yaml", "config", "validate");
  assert.equal(code, 1);
  assert.match(err, /@\/bad\.yaml:1: `keep_dayly` is unknown; did you mean `keep_daily`\?/);
  assert.match(err, /@\/none\.yaml cannot be read: it does not exist/);
  assert.match(err, /Configuration validation failed\n$/);
});

test("config show prints all files as one JSON document, or one option", async () => {
  using folder = new ConfigurationFolder({
    "d/a.yaml": "repositories: [{path: /a}]\nkeep_daily: 7\n",
    "d/b.yml": "repositories: [{path: /b}]\n",
    "d/c.txt": "nothing",
  });
  assert.deepEqual(JSON.parse((await run(folder, "-c", "d", "config", "show", "--json")).out), [
    { keep_daily: 7, repositories: [{ path: "/a" }], bootstrap: {} },
    { repositories: [{ path: "/b" }], bootstrap: {} },
  ]);
  assert.equal((await run(folder, "-c", "d", "config", "show", "--option", "keep_daily")).out, "---\n7\n---\nnull\n");
  assert.match((await run(folder, "config", "show", "--option", "keep_dayly")).err, /did you mean keep_daily\?/);
});

test("config show finds files in the places of borgmatic and coffermatic, each once", async () => {
  using folder = new ConfigurationFolder({
    "home/.config/borgmatic/config.yaml": "repositories: [{path: /a}]\n",
    "home/.config/coffermatic.d/x.yaml": "repositories: [{path: /b}]\n",
  });
  const shown = JSON.parse(
    (await run(folder, "config", "show", "--json", "--option", "repositories")).out,
  ) as unknown[];
  assert.deepEqual(shown.slice(-2), [[{ path: "/a" }], [{ path: "/b" }]]);
});

test("config generate writes a file for its owner only, and replaces none unasked", async () => {
  using folder = new ConfigurationFolder({ "old.yaml": "location: {repositories: [/repo]}\n" });
  const generate = ["config", "generate", "-d", "new/config.yaml"];
  assert.match((await run(folder, "-n", ...generate)).out, /dry run/);
  assert.equal((await run(folder, ...generate, "--source", "old.yaml")).code, 0);
  assert.equal(statSync(folder.file("new/config.yaml")).mode & 0o777, 0o600);
  assert.match(readFileSync(folder.file("new/config.yaml"), "utf8"), /^ {4}- path: \/repo$/m);
  assert.match((await run(folder, ...generate)).err, /already exists.*Use --overwrite/);
  assert.equal((await run(folder, ...generate, "--overwrite")).code, 0);
  assert.equal((await run(folder, "-c", "new/config.yaml", "config", "validate")).code, 0);
});

test("config generate --split writes a folder", async () => {
  using folder = new ConfigurationFolder({ "file.yaml": "" });
  assert.equal((await run(folder, "config", "generate", "--split", "-d", "all")).code, 0);
  assert.match(readFileSync(folder.file("all/keep_daily.yaml"), "utf8"), /^# .*\nkeep_daily: 7\n$/);
  assert.match((await run(folder, "config", "generate", "--split", "-d", "file.yaml")).err, /must be a directory/);
  assert.match((await run(folder, "config", "generate", "-d", "all")).err, /must be a file/);
});

test("runProgram() explains a wrong command line in two lines", async () => {
  using folder = new ConfigurationFolder();
  const { code, err } = await run(folder, "creat");
  assert.equal(code, 1);
  assert.deepEqual(err.split("\n").length, 3);
});

test("runProgram() tells of trouble with files in one line", async () => {
  using folder = new ConfigurationFolder({ file: "" });
  const { code, err } = await run(folder, "config", "generate", "-d", "file/x.yaml");
  assert.equal(code, 1);
  assert.match(err, /^E[A-Z]+: .*'@\/file'\n$/);
});
