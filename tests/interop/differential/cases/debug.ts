import type { CaseTable } from "../case.ts";
import { noTraceback, ownWords } from "./reasons.ts";

/** An id that no object has. */
const NO_ID = "ab".repeat(32);

export const debug: CaseTable = {
  name: "debug",
  cases: [
    {
      run: "debug info",
      differs: { in: ["stdout"], reason: "the facts of another program", ours: /CRC implementation/ },
    },
    { run: "debug dump-archive-items repo::two" },
    { run: "debug dump-archive-items repo::nowhere" },
    { run: "debug dump-archive repo::two out.json" },
    { run: "debug dump-archive repo::two -" },
    { run: "debug dump-archive repo::nowhere out.json" },
    { run: "debug dump-manifest repo out.json" },
    { run: "debug dump-manifest repo out.json", world: "encrypted" },
    { run: "debug dump-manifest repo -", world: "empty" },
    { run: "debug dump-repo-objs repo" },
    { run: "debug dump-repo-objs repo", world: "keyfile" },
    { run: "debug dump-repo-objs --ghost repo", world: "empty" },
    { run: "debug dump-repo-objs --ghost --segment 1 repo" },
    { run: "debug dump-repo-objs --ghost --segment 1 --offset 8 repo" },
    { run: "debug dump-repo-objs --ghost --segment 9999 repo" },
    { run: "debug search-repo-objs repo str:quick" },
    { run: "debug search-repo-objs repo hex:717569636b", world: "encrypted" },
    { run: "debug search-repo-objs repo quick" },
    { run: "debug search-repo-objs repo hex:xyz" },
    { run: "debug search-repo-objs repo str:" },
    { run: "debug id-hash repo source/text" },
    { run: "debug id-hash repo source/nowhere", differs: noTraceback(/source\/nowhere/) },
    { run: `debug get-obj repo ${"0".repeat(64)} out` },
    { run: `debug get-obj repo ${NO_ID} out` },
    { run: "debug get-obj repo nonsense out" },
    { run: [`debug put-obj repo ${NO_ID} source/text`, `debug get-obj repo ${NO_ID} out`] },
    { run: "debug put-obj repo nonsense source/text" },
    { run: [`debug put-obj repo ${NO_ID} source/text`, `debug delete-obj repo ${NO_ID}`] },
    { run: `debug delete-obj repo ${NO_ID} nonsense` },
    { run: `debug refcount-obj repo ${NO_ID} nonsense` },
    { run: "$ borg list --format '{archiveid}{NL}' repo::one | head -1 | xargs borg debug refcount-obj repo" },
    { run: "debug dump-hints repo out.json" },
    { run: "debug dump-hints repo -" },
    {
      run: "debug convert-profile source/text out.pyprof",
      differs: { ...noTraceback(/is not a profile/), in: ["stderr", "files"] },
    },
    {
      run: "$ borg list --debug-profile profile repo; borg debug convert-profile profile out; test -s out && rm profile out",
    },
    { run: "debug", differs: ownWords(/usage: borg debug/) },
    { run: "debug frobnicate" },
    { run: "debug dump-manifest nowhere out.json" },
    { run: "debug info --help", differs: ownWords(/usage: borg debug info/) },
    { run: "debug get-obj --help", differs: ownWords(/usage: borg debug get-obj/) },
  ],
};
