import type { CaseTable } from "../case.ts";
import { noTraceback, ownWords } from "./reasons.ts";

const ARCHIVE_KEYS =
  "{archive}|{name}|{barchive}|{comment}|{bcomment}|{id}|{tam}|{start}|{time}|{end}|{command_line}|{hostname}|{username}";
const ITEM_KEYS =
  "{type}|{mode}|{uid}|{gid}|{user}|{group}|{path}|{bpath}|{source}|{linktarget}|{flags}|{size}|{csize}|{dsize}|{dcsize}|" +
  "{num_chunks}|{unique_chunks}|{mtime}|{isomtime}|{archiveid}|{archivename}|{extra}|{health}";
const HASH_KEYS =
  "{blake2b}|{blake2s}|{md5}|{sha1}|{sha224}|{sha256}|{sha384}|{sha512}|{sha3_224}|{sha3_256}|{sha3_384}|{sha3_512}|{xxh64}";

export const list: CaseTable = {
  name: "list",
  cases: [
    { run: "list repo" },
    { run: "list repo", world: "empty" },
    { run: "list repo", world: "encrypted" },
    { run: "list repo", world: "keyfile" },
    { run: "list repo::one" },
    { run: "list repo::one", world: "encrypted" },
    { run: "list repo::one", world: "keyfile" },
    { run: "list --short repo" },
    { run: "list --short repo::one" },
    { run: "list --json repo" },
    { run: "list --json repo", env: { BORG_JSON_INDENT: "1" } },
    { run: "list --json repo", env: { BORG_JSON_INDENT: "none" } },
    { run: "list --json repo", env: { BORG_JSON_INDENT: "wide" } },
    { run: "list --json repo", world: "encrypted" },
    { run: "list --json repo", world: "keyfile" },
    { run: "list --json --format '{comment}' repo" },
    { run: "list --json repo::one" },
    { run: "list --json-lines repo::one", sieve: { stdout: sortedKeys } },
    { run: "list --json-lines --format '{archiveid} {sha256} {num_chunks}' repo::two", sieve: { stdout: sortedKeys } },
    { run: "list --json-lines repo" },
    { run: "list --json --json-lines repo" },
    { run: "list --consider-checkpoints repo" },
    { run: "list --consider-checkpoints --short repo" },
    { run: "list --consider-part-files repo::one" },
    { run: "list repo::two.checkpoint" },
    { run: `list --format '${ARCHIVE_KEYS}{NL}' repo` },
    { run: `list --format '${ITEM_KEYS}{NL}' repo::one` },
    { run: `list --format '${HASH_KEYS}{NEWLINE}' repo::two source/text source/new source/nothing source/link` },
    { run: "list --format '{ctime}{isoctime}{NL}' repo::one source/text" },
    { run: "list --format '{atime}{isoatime}{NL}' repo::one source/text" },
    { run: "list --format '{path}{NUL}{size}{SPACE}{TAB}{CR}{LF}' repo::one" },
    { run: "list --format '[{size:8}][{size:<8}][{size:^8}][{size:>8}][{path:.4}][{path:>30}]{NL}' repo::one" },
    { run: "list --format '[{size:x}][{size:,}][{size:+d}][{size:08.2f}][{size:e}][{mode!r}]{NL}' repo::one" },
    { run: "list --format '{mtime:%Y-%m-%d}{NL}' repo::one" },
    { run: "list --format '{archive:<20}{time:%d.%m.%Y %H:%M}{NL}' repo" },
    { run: "list --format '{{literal}} {name}{NL}' repo" },
    { run: "list --format 'no keys at all' repo" },
    { run: "list --format '' repo::one" },
    { run: "list --format '{path}{NL}' repo", differs: noTraceback(/no key .path/) },
    { run: "list --format '{name}{NL}' repo::one", differs: noTraceback(/no key .name/) },
    { run: "list --format '{nonsense}' repo::one", differs: noTraceback(/no key .nonsense/) },
    { run: "list --format '{path' repo::one", differs: noTraceback(/expected '}'/) },
    { run: "list --format 'path}' repo::one", differs: noTraceback(/Single '}'/) },
    { run: "list --format '{size:q}' repo::one", differs: noTraceback(/Invalid format/) },
    { run: "list --format '{0}' repo::one", differs: noTraceback(/Invalid format/) },
    { run: "list -P t repo" },
    { run: "list --prefix t repo" },
    { run: "list --prefix '{hostname}' repo" },
    { run: "list -a 't*' repo" },
    { run: "list --glob-archives '[ot]*' repo" },
    { run: "list --glob-archives '*-?' repo" },
    { run: "list --glob-archives 'nothing*' repo" },
    { run: "list -P t -a t repo" },
    { run: "list -P t -P o repo" },
    { run: "list -a t -a o repo" },
    { run: "list --sort-by name repo" },
    { run: "list --sort-by id --short repo" },
    { run: "list --sort-by timestamp,name repo" },
    { run: "list --sort-by size repo" },
    { run: "list --first 2 repo" },
    { run: "list --last 2 repo" },
    { run: "list --last 1 --sort-by name repo" },
    { run: "list --first 1 --last 1 repo" },
    { run: "list --first 0 repo" },
    { run: "list --first -1 repo" },
    { run: "list --first many repo" },
    { run: "list --first 1 repo::one" },
    { run: "list -P t repo::one" },
    { run: "list repo::one source/folder" },
    { run: "list repo::one source/folder source/text" },
    { run: "list repo::one source/nowhere" },
    { run: "list repo source/folder" },
    { run: "list -e source/folder repo::one" },
    { run: "list --exclude 'sh:**/*.log' --exclude fm:*deep.txt repo::one" },
    { run: "list --exclude 're:^source/[a-f]' repo::one" },
    { run: "list --exclude 're:(' repo::one", differs: noTraceback(/-e\/--exclude: missing \)/) },
    { run: "list --exclude xx:abc repo::one" },
    { run: "list --exclude pp:source/folder --exclude pf:source/text repo::one" },
    {
      run: "list --exclude-from rules repo::one",
      prepare: "printf '# a comment\\n\\n*.log\\nsh:source/t*\\n' > rules",
    },
    { run: "list --exclude-from nowhere repo::one" },
    { run: "list --pattern '+source/folder/deeper' --pattern '-source/folder' repo::one" },
    { run: "list --pattern '- source/folder/**' --pattern '+ **' repo::one" },
    { run: "list --pattern '!source/folder' repo::one" },
    { run: "list --pattern 'nonsense' repo::one" },
    { run: "list --pattern '' repo::one" },
    {
      run: "list --patterns-from rules repo::one",
      prepare: "printf 'P sh\\n- source/folder/**/*.log\\nR source/folder\\n' > rules",
    },
    { run: "list --patterns-from rules repo::one", about: "unknown style", prepare: "printf 'P nonsense\\n' > rules" },
    { run: "list repo::nowhere" },
    { run: "list nowhere" },
    { run: "list source" },
    { run: "list" },
    { run: "list repo::" },
    { run: "list ::one", env: { BORG_REPO: "repo" } },
    { run: "list ::", env: { BORG_REPO: "repo" } },
    { run: "list", env: { BORG_REPO: "repo" } },
    { run: "list ''", env: { BORG_REPO: "repo" } },
    { run: "list ::one source/text", env: { BORG_REPO: "repo" } },
    { run: "list --frobnicate repo" },
    { run: "list --sh repo" },
    { run: "list --js repo" },
    { run: "list --format" },
    { run: "list --short=yes repo" },
    { run: "list --iec repo::one" },
    { run: "list --help", differs: ownWords(/usage: borg list/) },
  ],
};

/** Borg's order of the keys that `--format` adds is that of a Python set: another one in each run. */
function sortedKeys(text: string): string {
  const sorted = (line: string): string =>
    JSON.stringify(
      Object.entries(JSON.parse(line) as object)
        .map(String)
        .sort(),
    );
  return text
    .split("\n")
    .map((line) => (line === "" ? line : sorted(line)))
    .join("\n");
}
