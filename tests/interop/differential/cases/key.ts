import type { CaseTable, Difference } from "../case.ts";
import { INIT_NOTICE, PLACE_IN_PYTHON, SECRETS_FIRST, noTraceback, ownWords } from "./reasons.ts";

/** What a person types from the paper. */
const PAPER_LINES = "sed -n -e 's/^id: //p' -e 's/^ *[0-9][0-9]*: //p'";
const EXPORT = "$ borg key export repo key.txt";

const OWN_PAGE: Difference = {
  in: ["stdout"],
  reason: "the page to print is our own; it holds the QR code itself and needs no script",
};

export const key: CaseTable = {
  name: "key",
  world: "encrypted",
  cases: [
    { run: "key export repo key.txt" },
    { run: "key export repo key.txt", world: "keyfile" },
    { run: "key export repo" },
    { run: "key export repo -" },
    { run: "key export --paper repo" },
    { run: "key export --paper repo", world: "keyfile" },
    { run: "key export --paper repo key.txt" },
    { run: "key export --qr-html repo", differs: OWN_PAGE },
    { run: "key export --paper --qr-html repo key.html" },
    { run: "key export --qr-html repo key.html", differs: { ...OWN_PAGE, in: ["files"] } },
    { run: "key export repo", world: "empty" },
    { run: "key export nowhere key.txt" },
    { run: "key export repo target" },
    { run: "key export repo nowhere/key.txt", differs: noTraceback(/nowhere\/key\.txt/) },
    { run: "key export", env: { BORG_REPO: "repo" } },
    { run: "key export repo::one key.txt" },
    { run: [EXPORT, "key import repo key.txt"] },
    { run: [EXPORT, "key import repo key.txt"], world: "keyfile" },
    {
      run: [EXPORT, "$ rm -r home/.config/borg/keys", "list repo", "key import repo key.txt", "list repo"],
      world: "keyfile",
    },
    {
      run: [EXPORT, "$ sed -i '/^key/,/^$/d' repo/config; echo >> repo/config", "key import repo key.txt", "list repo"],
    },
    { run: "$ borg key export repo | borg key import repo -" },
    { run: [EXPORT, "$ sed -i '1s/....$/0000/' key.txt", "key import repo key.txt"] },
    { run: "key import repo source/text" },
    { run: "key import repo nowhere" },
    { run: "key import repo" },
    { run: "key import --paper repo key.txt" },
    { run: "key import --paper repo", about: "no input" },
    { run: `$ borg key export --paper repo | ${PAPER_LINES} | borg key import --paper repo` },
    { run: `$ borg key export --paper repo | ${PAPER_LINES} | borg key import --paper repo`, world: "keyfile" },
    { run: `$ borg key export --paper repo | ${PAPER_LINES} | sed '2s/^../zz/' | borg key import --paper repo` },
    { run: "key import repo", world: "empty" },
    { run: "key change-passphrase repo", env: { BORG_NEW_PASSPHRASE: "new words" } },
    {
      run: ["key change-passphrase repo", "$ BORG_PASSPHRASE='new words' borg list repo"],
      env: { BORG_NEW_PASSPHRASE: "new words" },
    },
    { run: "key change-passphrase -v repo", world: "keyfile", env: { BORG_NEW_PASSPHRASE: "new words" } },
    { run: "key change-passphrase repo", world: "empty" },
    { run: "key change-passphrase nowhere" },
    { run: "key change-passphrase repo", env: { BORG_PASSPHRASE: "wrong" } },
    { run: "key migrate-to-repokey repo", differs: PLACE_IN_PYTHON },
    { run: "key migrate-to-repokey nowhere" },
    { run: "key export-related-secrets repo secrets" },
    {
      run: "key export-related-secrets repo",
      differs: {
        in: ["code", "stdout", "stderr"],
        reason: "without a PATH they are printed, as by key export",
        ours: /id_key/,
        theirs: /Traceback/,
      },
    },
    { run: "key export-related-secrets repo -" },
    {
      run: "key export-related-secrets repo",
      world: "empty",
      differs: { ...noTraceback(/not encrypted/), in: ["code", "stderr"] },
    },
    {
      run: [
        "key export-related-secrets repo secrets",
        "init --import-related-secrets secrets -e repokey-blake2 related",
        "$ borg create --timestamp 2024-01-01 related::one source; borg list --format '{num_chunks} {path}{NL}' related::one source/folder",
      ],
      differs: INIT_NOTICE,
    },
    {
      run: ["key export-related-secrets repo secrets", "init --import-related-secrets secrets -e repokey other"],
      differs: SECRETS_FIRST,
    },
    { run: "key", differs: ownWords(/usage: borg key/) },
    { run: "key frobnicate" },
    { run: "key --help", differs: ownWords(/usage: borg key/) },
    { run: "key export --help", differs: ownWords(/usage: borg key export/) },
    { run: "key import --help", differs: ownWords(/usage: borg key import/) },
    { run: "key change-passphrase --help", differs: ownWords(/usage: borg key change-passphrase/) },
    { run: "key export-related-secrets --help", differs: ownWords(/usage: borg key export-related-secrets/) },
    { run: "key migrate-to-repokey --help", differs: ownWords(/usage: borg key migrate-to-repokey/) },
  ],
};
