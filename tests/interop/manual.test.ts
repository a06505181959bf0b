/** Man pages before groff and mandoc, completions in their own shells. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const COMPLETIONS = join(ROOT, "completions");
const folder = mkdtempSync(join(tmpdir(), "coffer-shell-"));
after(() => rmSync(folder, { recursive: true }));

/** A coffer that knows two archives, and writes down how it was called. */
const STUB = `#!/bin/sh
echo "$# $*" >>"${folder}/calls"
printf 'monday\\ntuesday-2\\n'
`;
mkdirSync(join(folder, "bin"));
mkdirSync(join(folder, "work/repo"), { recursive: true });
for (const name of ["coffer", "borg", "borgfs"]) {
  writeFileSync(join(folder, "bin", name), STUB);
  chmodSync(join(folder, "bin", name), 0o755);
}

const env = {
  PATH: `${join(folder, "bin")}:${process.env["PATH"] ?? ""}`,
  HOME: folder,
  LC_ALL: "C.UTF-8",
  TERM: "dumb",
};

/** What each shell has to offer behind a line. */
const CASES: readonly (readonly [string, readonly string[]])[] = [
  ["coffer cre", ["create"]],
  ["borg --log-json key e", ["export", "export-related-secrets"]],
  ["coffer create --compr", ["--compression"]],
  ["coffer create -C zs", ["zstd", "zstd,10"]],
  ["coffer init -e repo", ["repokey", "repokey-blake2"]],
  ["coffer --lock-wait 5 prune --keep-we", ["--keep-weekly"]],
  ["coffer help pa", ["patterns"]],
  ["coffer delete repo mon", ["monday"]],
  ["coffer list repo::tu", ["tuesday-2"]],
  ["borgfs --glob-arch", ["--glob-archives"]],
  ["borgfs repo::mo", ["monday"]],
];

function missing(program: string): string | false {
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0
    ? false
    : `no ${program}: apt install ${program}`;
}

function run(command: string, args: readonly string[]): string {
  const done = spawnSync(command, args, { cwd: join(folder, "work"), env, encoding: "utf8", timeout: 60_000 });
  assert.equal(done.status, 0, done.stderr);
  return done.stdout;
}

const pages = readdirSync(join(ROOT, "man")).map((name) => join(ROOT, "man", name));

test("groff has nothing to say against a man page", { skip: missing("groff") }, () => {
  const done = spawnSync("groff", ["-ww", "-man", "-Tutf8", ...pages], { encoding: "utf8" });
  assert.equal(done.stderr, "");
});

test("mandoc has nothing to say against a man page", { skip: missing("mandoc") }, () => {
  const done = spawnSync("mandoc", ["-Tlint", "-Wwarning", ...pages], { encoding: "utf8" });
  assert.equal(done.stdout, "");
});

test("bash completes", { skip: missing("bash") }, () => {
  const script = `source "$1/coffer.bash"; shift
for line; do
  COMP_LINE=$line COMP_POINT=\${#line} COMP_WORDS=($line) COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&('
  _coffer; printf '%s ' "\${COMPREPLY[@]}"; echo
done`;
  const lines = run("bash", ["-c", script, "bash", COMPLETIONS, ...CASES.map(([line]) => line)])
    .trimEnd()
    .split("\n");
  for (const [index, [line, words]] of CASES.entries()) {
    const offered = lines[index]
      ?.trim()
      .split(" ")
      .map((word) => word.replace("repo::", ""));
    assert.deepEqual(offered, words, line);
  }
});

test("bash completes behind colons as readline breaks words there", { skip: missing("bash") }, () => {
  const script = `source "$1/coffer.bash"
COMP_LINE="coffer list repo::tu" COMP_WORDS=(coffer list repo :: tu) COMP_WORDBREAKS=$' \\t\\n"\\'><=;|&(:'
COMP_POINT=\${#COMP_LINE}; _coffer; echo "\${COMPREPLY[@]}"`;
  assert.equal(run("bash", ["-c", script, "bash", COMPLETIONS]), "tuesday-2\n");
});

test("fish completes", { skip: missing("fish") }, () => {
  const script = `source $argv[1]/coffer.fish
for line in $argv[2..-1]; echo (complete -C $line | string replace -r '\\t.*' '' | string join ' '); end`;
  const lines = run("fish", ["--no-config", "-c", script, COMPLETIONS, ...CASES.map(([line]) => line)])
    .trimEnd()
    .split("\n");
  for (const [index, [line, words]] of CASES.entries()) {
    const offered = lines[index]?.split(" ").map((word) => word.replace("repo::", ""));
    assert.deepEqual(offered, words, line);
  }
});

test("zsh completes", { skip: missing("zsh") }, () => {
  // zsh completes at a terminal only: it gets one, and what it shows there is looked through
  const script = `zmodload zsh/zpty
zpty -b z zsh -f -i
# reads on until $1 is there, for ten seconds at most
await() { local part; out=''; for ((i = 0; i < 200; i++)); do
  while zpty -r -t z part 2>/dev/null; do out+=$part; done
  [[ $out == *"$1"* ]] && return; sleep 0.05
done }
completions=$1; shift
zpty -w z "PS1='%%'; stty rows 200 columns 200; fpath=($completions \\$fpath); autoload -Uz compinit; compinit -u -D; setopt no_beep; LISTMAX=10000; echo RE''ADY"
await READY
for line word in "$@"; do zpty -w -n z "$line"$'\\t\\t'; await "$word"; print -r -- "\${out//[$'\\r\\n']/ }"; zpty -w -n z $'\\C-u'; done`;
  // the last word is shown when all are
  const pairs = CASES.flatMap(([line, words]) => [line, words.at(-1) ?? ""]);
  const lines = run("zsh", ["-f", "-c", script, "zsh", COMPLETIONS, ...pairs])
    .trimEnd()
    .split("\n");
  for (const [index, [line, words]] of CASES.entries()) {
    const absent = words.filter((word) => lines[index]?.includes(word) !== true);
    assert.deepEqual(absent, [], `${line}: ${JSON.stringify(lines[index])}`);
  }
});

test("completions ask for archives without a question and without a lock", () => {
  const calls = readFileSync(join(folder, "calls"), "utf8").trim().split("\n");
  assert.deepEqual([...new Set(calls)], ["4 list --short --bypass-lock repo"]);
});
