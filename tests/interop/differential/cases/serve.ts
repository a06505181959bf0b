import type { CaseTable } from "../case.ts";
import { NO_SERVE } from "./reasons.ts";

export const serve: CaseTable = {
  name: "serve",
  cases: [
    { run: "serve", differs: NO_SERVE },
    {
      run: "serve --restrict-to-path /a --restrict-to-repository /b --append-only --storage-quota 1G",
      differs: NO_SERVE,
    },
  ],
};
