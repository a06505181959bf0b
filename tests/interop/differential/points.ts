/** Where a point of the checklist is shown. */
export interface Shown {
  /** By cases whose names match: one for each pattern at least. */
  readonly cases?: readonly RegExp[];
  /** By tests with this file name, where a command line alone cannot show it. */
  readonly tests?: readonly string[];
}

/** The lines of the checklist that are not about one command or variable, by their names in checklist.ts. */
export const POINTS: Readonly<Record<string, Shown>> = {
  "1 argparse quirks": {
    cases: [/^list --sho repo/, /^list --first=1/, /^list -vatwo/, /^create --files-cache size --files-cache/],
    tests: ["tests/interop/command-line.test.ts"],
  },
  "2 borgfs REPOSITORY_OR_ARCHIVE": { cases: [/\bborgfs\b/] },
  "2 mount o": { cases: [/\bmount .*-o /] },
  "2 help topics": { cases: [/^help patterns/, /^help placeholders/, /^help compression/] },
  "4 legacy 0": { cases: [/BORG_EXIT_CODES=legacy list repo::nowhere/, /--show-rc/] },
  "4 modern errors": { tests: ["tests/interop/bad-input.test.ts", "packages/cli/src/program/run-program.test.ts"] },
  "4 modern warnings": { tests: ["tests/interop/bad-input.test.ts"] },
  "4 the class": { cases: [/^list --show-rc --log-json nowhere/, /^create --log-json repo::one/] },
  "5 log-json line": { cases: [/^create -p --log-json/, /delete --log-json repo/, /list --log-json moved/] },
  "5 operations msgid": {
    cases: [/^check -p --verify-data --log-json/, /^compact -p --log-json|compact -p --log-json/],
  },
  "5 stdout json": {
    cases: [/^create --json/, /^info --json/, /^list --json/, /^diff --json-lines/, /^import-tar --json/],
  },
  "5 root keys": {
    cases: [/^info --json repo::one/, /^info --json repo \[encrypted\]/, /^list --json repo \[keyfile\]/],
  },
  "5 diff change": { cases: [/^diff --json-lines repo::before after/, /^diff repo::before after/] },
  "5 list format": {
    cases: [/--format '\{archive\}\|/, /--format '\{type\}\|/, /--format '\{blake2b\}\|/, /\{size:8\}/],
  },
  "5 prompts are": { cases: [/^delete repo \(yes\)/, /^check --repair repo \(answered y\)/, /no answer/] },
  "6 envelope TYPE": { tests: ["packages/format/src/keys/vectors.test.ts", "tests/interop/matrix.test.ts"] },
  "6 key blob": {
    cases: [/^key export --paper/, /key import --paper/],
    tests: ["packages/format/src/keys/key-blob.test.ts"],
  },
  "6 manifest TAM": { cases: [/^upgrade/], tests: ["packages/format/src/keys/tam.test.ts"] },
  "6 nonce reservation": { tests: ["tests/interop/nonces.test.ts"] },
  "6 related repositories": { cases: [/init --import-related-secrets secrets/] },
  "7 none lz4": {
    cases: [/-C none/, /-C lz4/, /zstd,19/, /zlib,9/, /lzma,1/, /auto,lzma/, /obfuscate,2,/, /obfuscate,250/],
  },
  "7 on-disk ids": { tests: ["packages/format/src/compression/compression.test.ts"] },
  "8 buzhash 19": { cases: [/buzhash,10,14/, /params 10,14/, /fixed,4096,512/, /params default/, /fixed,63/] },
  "8 sparse hole": { cases: [/create --sparse/, /--read-special/] },
  "9 styles fm": { cases: [/fm:/, /sh:/, /re:/, /pp:/, /pf:/, /'R source/, /'P re'/, /'!source/, /--patterns-from/] },
  "10 {hostname} {fqdn}": {
    cases: [/\{hostname\}/, /\{now:/],
    tests: ["packages/format/src/patterns/placeholders.test.ts"],
  },
  "11 A M": { cases: [/^create --list/, /--filter/, /^import-tar --list/, /^recreate .*--list/] },
  "12 dirs/files README": { tests: ["tests/interop/repository-twins.test.ts"] },
  "12 log entries": { tests: ["tests/interop/repository-twins.test.ts", "tests/interop/repository-check.test.ts"] },
  "12 append-only config": { cases: [/^init --append-only/, /--storage-quota/, /^config .*append_only/] },
  "12 mandatory feature": { tests: ["packages/format/src/manifest/manifest.test.ts"] },
  "12 client cache": { tests: ["tests/interop/shared-cache.test.ts", "tests/golden/client-state.test.ts"] },
  "12 upgrade from": { cases: [/^upgrade .*--tam/] },
  "12 metadata stored": { cases: [/^create --noxattrs/, /^create --noacls/, /^extract --noflags/] },
  "13 path rel/path": {
    cases: [/^list file:/, /^list ::one|list ::one/, /^list \.\/repo/],
    tests: ["packages/cli/src/location/location.test.ts"],
  },
  "14 msgpack stream": { cases: [/^serve/] },
  "14 SSH_ORIGINAL_COMMAND forced": { cases: [/^serve/] },
  "14 restrict-to-path repeatable": { cases: [/^serve .*--restrict-to-path/] },
  "15 SIGINT once": { tests: ["packages/cli/src/program/informant.test.ts"] },
};
