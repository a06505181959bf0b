import type { CaseTable, Difference } from "../case.ts";
import { progressSteps } from "../mask.ts";

const BEGUN_EARLIER: Difference = {
  in: ["home"],
  reason:
    "the cache's transaction begins with the run; what is left of a failed run is rolled back by the next, as in borg",
  ours: /txn\.active/,
};
const WRITTEN_LATER: Difference = {
  in: ["repositories"],
  reason: "borg has written what it read so far, without a commit; ours has not come to that",
  ours: /as before/,
};

/** `create` from standard input, from commands, and of paths that others name. */
export const input: CaseTable = {
  name: "input",
  cases: [
    { run: "create repo::new -", input: "from a pipe\n" },
    { run: "create --list repo::new -", input: "from a pipe\n" },
    { run: "create --list repo::new source/text - source/folder", input: "between\n" },
    { run: "create --list repo::new -", about: "nothing" },
    { run: "create --stdin-name data.sql repo::new -", input: "x" },
    { run: "create --stdin-name path/to/data --stdin-mode 0640 repo::new -", input: "x" },
    { run: "create --stdin-name /abs/./name repo::new -", input: "x" },
    { run: "create --stdin-name '' repo::new -", input: "x" },
    { run: "create --stdin-user daemon --stdin-group bin repo::new -", input: "x" },
    { run: "create --stdin-user nosuchuser --stdin-group nosuchgroup repo::new -", input: "x", differs: BEGUN_EARLIER },
    { run: "create --stdin-mode 9 repo::new -", input: "x" },
    { run: "create --stats -C none repo::new -", input: "x".repeat(100_000) },
    { run: "create --json -C none repo::new -", input: "x" },
    { run: "create -n --list repo::new -", input: "x" },
    { run: "create --exclude stdin --list repo::new -", input: "x" },
    { run: "create --content-from-command repo::new echo hello" },
    { run: "create --content-from-command --list repo::new -- sh -c 'echo a; echo b'" },
    { run: "create --content-from-command --stdin-name dump.sql --list repo::new -- printf %s dump" },
    { run: "create --content-from-command repo::new -- sh -c 'echo half; exit 3'", differs: WRITTEN_LATER },
    { run: "create --content-from-command --list repo::new false", differs: BEGUN_EARLIER },
    { run: "create --content-from-command repo::new no-such-program", differs: BEGUN_EARLIER },
    { run: "create --content-from-command repo::new -- sh -c 'kill -9 $$'", differs: BEGUN_EARLIER },
    { run: "create --content-from-command repo::new" },
    { run: "create --content-from-command --dry-run --list repo::new -- touch done" },
    { run: "create --content-from-command --log-json repo::new -- sh -c 'exit 3'", differs: BEGUN_EARLIER },
    { run: "create --paths-from-stdin repo::new", input: "source/text\nsource/folder\n" },
    { run: "create --paths-from-stdin --list repo::new", input: "source/folder/lines\nsource/folder\nsource/text" },
    {
      run: "create --paths-from-stdin --list repo::new",
      about: "odd lines",
      input: "\n./source/text\nsource/nowhere\nsource//folder/\n",
    },
    { run: "create --paths-from-stdin --list --exclude source/text repo::new", input: "source/text\nsource/new\n" },
    { run: "create --paths-from-stdin --list repo::new", about: "nothing" },
    {
      run: "create --paths-from-stdin --paths-delimiter '\\0' --list repo::new",
      input: "source/text\0source/two words\0",
    },
    { run: "create --paths-from-stdin --paths-delimiter ';;' --list repo::new", input: "source/text;;source/new" },
    { run: "create --paths-from-stdin --paths-delimiter '' --list repo::new", input: "source/text" },
    { run: "create --paths-from-stdin --paths-delimiter '\\t' --list repo::new", input: "source/text\tsource/new" },
    { run: "create --paths-from-stdin repo::new source" },
    { run: "create --paths-from-stdin --dry-run --list repo::new", input: "source/text\nsource/nowhere\n" },
    { run: "create --paths-from-stdin --log-json --list repo::new", input: "source/text\nsource/nowhere\n" },
    { run: "create --paths-from-command --list repo::new -- find source/folder -name '*.txt'" },
    {
      run: "create --paths-from-command --paths-delimiter '\\0' --list repo::new -- find source/folder -type f -print0",
    },
    { run: "create --paths-from-command --list repo::new -- sh -c 'echo source/text; exit 7'" },
    { run: "create --paths-from-command repo::new no-such-program", differs: BEGUN_EARLIER },
    { run: "create --paths-from-command repo::new" },
    { run: "create --paths-from-command --paths-from-stdin repo::new echo source/text" },
    { run: "create --paths-from-stdin -p repo::new", input: "source/text\n", sieve: { stderr: progressSteps } },
    { run: "$ (sleep 0.1; echo slow) | borg create --list repo::new -" },
  ],
};
