import type { CaseTable } from "../case.ts";
import { ownWords } from "./reasons.ts";

export const rename: CaseTable = {
  name: "rename",
  cases: [
    { run: "rename repo::one uno" },
    { run: "rename repo::one uno", world: "encrypted" },
    { run: "rename -v repo::one uno" },
    { run: "rename repo::one two" },
    { run: "rename repo::one one" },
    { run: "rename repo::nowhere uno" },
    { run: "rename repo::one 'with space'" },
    { run: "rename repo::one with/slash" },
    { run: "rename repo::one ''" },
    { run: "rename repo::one '{hostname}'" },
    { run: "rename repo::one" },
    { run: "rename repo uno" },
    { run: "rename nowhere::one uno" },
    { run: "rename repo::two.checkpoint three" },
    { run: "rename ::one uno", env: { BORG_REPO: "repo" } },
    { run: "rename --log-json repo::one two" },
    { run: "rename --help", differs: ownWords(/usage: borg rename/) },
  ],
};
