import type { CaseTable } from "../case.ts";
import { ownWords } from "./reasons.ts";

export const withLock: CaseTable = {
  name: "with-lock, version",
  cases: [
    { run: "with-lock repo true" },
    { run: "with-lock repo sh -c 'ls repo; ls repo/lock.exclusive | wc -l; find repo/data -size 0'" },
    { run: "with-lock repo env -u PATH sh -c 'echo $BORG_VERSION; echo $BORG_PASSPHRASE'", world: "encrypted" },
    { run: "with-lock repo cat", input: "handed on\n" },
    { run: "with-lock repo ls -l --bogus --list -- nowhere" },
    { run: "with-lock --show-rc repo sh -c 'exit 1'" },
    { run: "with-lock --show-rc repo sh -c 'exit 5'" },
    { run: "with-lock --show-rc repo sh -c 'exit 101'" },
    { run: "with-lock --show-rc repo sh -c 'exit 130'" },
    { run: "with-lock --show-rc repo sh -c 'kill -9 $$'" },
    { run: "with-lock repo ./nowhere" },
    { run: "with-lock repo no-such-program" },
    { run: "with-lock repo source" },
    { run: ["with-lock repo true", "check repo", "create repo::three source/text"] },
    { run: "with-lock repo" },
    { run: "with-lock" },
    { run: "with-lock nowhere true" },
    { run: "with-lock repo::one true" },
    { run: "with-lock --help", differs: ownWords(/usage: borg with-lock/) },
    { run: "version repo" },
    { run: "version nowhere" },
    { run: "version", env: { BORG_REPO: "repo" } },
    { run: "version" },
    { run: "version --help", differs: ownWords(/usage: borg version/) },
  ],
};
