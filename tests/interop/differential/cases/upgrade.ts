import type { CaseTable } from "../case.ts";
import { FILES_CACHE_CAREFUL, ownWords } from "./reasons.ts";

const FORGETFUL = "rm -f home/.config/borg/security/*/tam_required";
/** What Attic's files have in place of Borg's magics. */
const ATTIC = [
  "$ find repo/data -type f -exec sh -c 'for f; do printf ATTICSEG | dd of=$f conv=notrunc status=none; done' sh {} +",
  "$ for f in repo/index.*; do printf ATTICIDX | dd of=$f conv=notrunc status=none; done; rm repo/integrity.*",
  "$ printf 'This is an Attic repository\\n' > repo/README",
];
const ATTIC_KEY =
  "$ mkdir -p home/.attic/keys; for f in home/.config/borg/keys/*; do " +
  'sed "s/^BORG_KEY/ATTIC KEY/" $f > home/.attic/keys/repo; rm $f; done';
const EARLY_KEY = "$ mkdir -p home/.borg/keys; mv home/.config/borg/keys/* home/.borg/keys/";
const withoutTime = (text: string): string =>
  text.replaceAll(/before-upgrade-[\d-]+(?:<now>|[\d:-]+)?[\d:-]*/g, "before-upgrade-#");
const CONVERTED = { stderr: withoutTime, files: withoutTime, repositories: withoutTime };

export const upgrade: CaseTable = {
  name: "upgrade",
  world: "encrypted",
  cases: [
    { run: "upgrade --check-tam repo" },
    { run: "upgrade --check-archives-tam repo" },
    { run: "upgrade --check-archives-tam repo", world: "archives" },
    { run: "upgrade --check-tam repo", world: "archives" },
    { run: "upgrade --tam repo", about: "nothing to do" },
    { run: "upgrade --tam repo", world: "archives" },
    { run: "upgrade --archives-tam repo", about: "nothing to do" },
    {
      run: ["upgrade --disable-tam repo", "upgrade --check-tam repo", "upgrade --tam repo", "upgrade --check-tam repo"],
    },
    { run: ["upgrade --disable-tam repo", "upgrade --tam --force repo", "list --short repo"], world: "keyfile" },
    {
      run: ["upgrade --disable-tam repo", "create repo::three source/text", "upgrade --check-tam repo"],
      differs: FILES_CACHE_CAREFUL,
    },
    { run: "upgrade --check-tam --show-rc repo", about: "forgotten on this machine", prepare: FORGETFUL },
    { run: "upgrade --tam --log-json repo", about: "forgotten on this machine", prepare: FORGETFUL },
    { run: "upgrade --tam --check-tam repo" },
    { run: "upgrade --tam --archives-tam repo" },
    { run: "upgrade --tam repo", env: { BORG_PASSPHRASE: "wrong" } },
    { run: "upgrade --tam nowhere" },
    { run: "upgrade --tam repo::one" },
    { run: "upgrade --tam", env: { BORG_REPO: "repo" } },
    {
      run: [...ATTIC, "upgrade --dry-run -v repo", "list repo"],
      about: "of Attic",
      sieve: CONVERTED,
      differs: {
        in: ["code", "stderr"],
        reason: "a dry run ends well; borg's stumbles over what it has not converted",
        theirs: /Attic repository detected.*Attic repository detected/s,
      },
    },
    {
      run: [...ATTIC, "upgrade -v repo", "list --short repo", "check --repository-only repo"],
      about: "of Attic",
      sieve: CONVERTED,
    },
    { run: [...ATTIC, "upgrade --inplace repo", "list --short repo"], about: "of Attic", sieve: CONVERTED },
    {
      run: [...ATTIC, ATTIC_KEY, "upgrade --inplace -v repo", "list --short repo"],
      about: "of Attic, with a key file",
      world: "keyfile",
    },
    { run: [EARLY_KEY, "upgrade --inplace -v repo", "list --short repo"], world: "keyfile" },
    { run: "upgrade --inplace -v repo", about: "of Borg already" },
    { run: "upgrade nowhere" },
    { run: "upgrade source" },
    { run: "upgrade --help", differs: ownWords(/usage: borg upgrade/) },
  ],
};
