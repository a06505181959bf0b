import type { CaseTable } from "../case.ts";
import { ownWords } from "./reasons.ts";

const NOTICE = {
  in: ["stderr"],
  reason: "the advice after init has the same sense in words of our own",
  ours: /borg key export/,
} as const;

const NOT_MADE = {
  in: ["repositories"],
  reason:
    "secrets that cannot be read are noticed before anything is made; borg leaves a repository without a manifest",
  theirs: /no manifest/,
} as const;

export const init: CaseTable = {
  name: "init",
  world: "nothing",
  cases: [
    { run: "init -e none repo" },
    { run: "init --encryption=authenticated repo", differs: NOTICE },
    { run: "init -e authenticated-blake2 repo", differs: NOTICE },
    { run: "init -e repokey repo", differs: NOTICE },
    { run: "init -e repokey-blake2 repo", differs: NOTICE },
    { run: "init -e keyfile repo", differs: NOTICE },
    { run: "init -e keyfile-blake2 repo", differs: NOTICE },
    { run: "init -e nonsense repo" },
    { run: "init -e repo repo" },
    { run: "init repo" },
    { run: "init -e" },
    { run: "init --append-only -e none repo" },
    { run: "init --storage-quota 2G -e none repo" },
    { run: "init --storage-quota 1.5M -e none repo" },
    { run: "init --storage-quota 20M -e none repo" },
    { run: "init --storage-quota lots -e none repo" },
    { run: "init -e none a/b/repo" },
    { run: "init --make-parent-dirs -e none a/b/repo" },
    { run: "init -e none source" },
    { run: "init -e none source/text" },
    { run: "init -e none target" },
    { run: "init -e none repo", world: "empty" },
    { run: "init -e none repo::archive" },
    { run: "init -e none ''" },
    { run: "init -e none", env: { BORG_REPO: "repo" } },
    { run: "init -v -e none repo" },
    { run: "init --show-rc -e none source" },
    { run: "init --log-json -e none source" },
    { run: "init --umask 0022 -e none repo" },
    { run: "init --umask 9 -e none repo" },
    {
      run: "init -e repokey repo",
      env: { BORG_NEW_PASSPHRASE: "new" },
      differs: NOTICE,
    },
    { run: "init -e repokey repo", env: { BORG_PASSPHRASE: "" }, differs: NOTICE },
    {
      run: "init -e repokey repo",
      env: { BORG_PASSPHRASE: "pässword", BORG_DISPLAY_PASSPHRASE: "yes" },
      differs: NOTICE,
    },
    { run: "init -e keyfile repo", env: { BORG_KEY_FILE: "my.key" }, differs: NOTICE },
    { run: "init -e keyfile repo", env: { BORG_KEYS_DIR: "keys" }, differs: NOTICE },
    {
      run: "init --import-related-secrets nowhere -e repokey repo",
      differs: { ...NOT_MADE, in: ["stderr", "repositories"], theirs: /Traceback/ },
    },
    { run: "init --import-related-secrets source/text -e repokey repo", differs: NOT_MADE },
    { run: "init --import-related-secrets source/text -e none repo", differs: NOT_MADE },
    { run: "init --help", differs: ownWords(/usage: borg init/) },
  ],
};
