import type { CaseTable } from "../case.ts";

/** Repositories on other machines: not yet. */
const NOT_YET = {
  in: ["code", "stdout", "stderr"],
  reason: "repositories on other machines are not supported yet",
} as const;

export const serve: CaseTable = {
  name: "serve",
  cases: [
    { run: "serve", differs: NOT_YET },
    {
      run: "serve --restrict-to-path /a --restrict-to-repository /b --append-only --storage-quota 1G",
      differs: NOT_YET,
    },
  ],
};
