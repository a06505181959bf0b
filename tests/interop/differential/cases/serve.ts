import type { CaseTable } from "../case.ts";

export const serve: CaseTable = {
  name: "serve",
  cases: [
    { run: "serve" },
    {
      run: "serve --restrict-to-path /a --restrict-to-repository /b --append-only --storage-quota 1G",
    },
  ],
};
