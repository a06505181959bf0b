import type { CaseTable } from "../case.ts";
import { progressSteps } from "../mask.ts";
import { ownWords } from "./reasons.ts";

const LOCKED = "mkdir repo/lock.exclusive; : > repo/lock.exclusive/elsewhere@12345.4711-0";

export const compact: CaseTable = {
  name: "compact, break-lock",
  cases: [
    { run: "compact repo" },
    { run: "compact -v repo" },
    { run: ["delete repo::one", "compact -v repo"], sieve: { stderr: withoutLastDigit } },
    { run: ["delete repo::one two", "compact --threshold 0 -v repo"], sieve: { stderr: withoutLastDigit } },
    { run: ["delete repo::one two", "compact --threshold 90 -v repo"], sieve: { stderr: withoutLastDigit } },
    { run: ["delete repo::one", "compact -n -v repo"], sieve: { stderr: withoutLastDigit } },
    { run: ["delete repo::one", "compact --dry-run repo"] },
    { run: ["delete repo::one", "compact -p repo"], sieve: { stderr: progressSteps } },
    { run: ["delete repo::one", "compact -p --log-json repo"], sieve: { stderr: progressSteps } },
    { run: "compact --cleanup-commits -v repo" },
    { run: "compact --threshold 101 repo" },
    { run: "compact --threshold few repo" },
    { run: "compact nowhere" },
    { run: "compact repo::one" },
    { run: "compact", env: { BORG_REPO: "repo" } },
    { run: "compact --help", differs: ownWords(/usage: borg compact/) },
    { run: "break-lock repo" },
    { run: "break-lock repo", about: "held by another machine", prepare: LOCKED },
    { run: "list --lock-wait 0 repo", prepare: LOCKED },
    { run: "list --lock-wait=0 --log-json repo", prepare: LOCKED },
    { run: "list --bypass-lock repo", prepare: LOCKED },
    { run: "delete --bypass-lock --lock-wait 0 repo::one", prepare: LOCKED },
    {
      run: "list --lock-wait -1 repo",
      differs: { in: ["code", "stdout", "stderr"], reason: "as 0; borg shows a Python traceback", ours: /one/ },
    },
    { run: "break-lock nowhere" },
    { run: "break-lock repo::one" },
    { run: "break-lock", env: { BORG_REPO: "repo" } },
    { run: "break-lock --help", differs: ownWords(/usage: borg break-lock/) },
  ],
};

/** The manifest holds a time, and so may be a byte longer or shorter when compressed. */
function withoutLastDigit(text: string): string {
  return text.replaceAll(/\d (?=k?B )/g, "# ");
}
