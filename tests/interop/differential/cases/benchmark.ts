import type { CaseTable } from "../case.ts";
import { ownWords } from "./reasons.ts";

const QUICK = { _BORG_BENCHMARK_CRUD_TEST: "1" };
const withoutTimes = (text: string): string => text.replaceAll(/\d+\.\d+(?=s| MB)/g, "#");

export const benchmark: CaseTable = {
  name: "benchmark",
  cases: [
    { run: ["benchmark crud repo target", "list --short repo"], env: QUICK, sieve: { stdout: withoutTimes } },
    { run: "benchmark crud --show-rc repo target", world: "encrypted", env: QUICK, sieve: { stdout: withoutTimes } },
    {
      run: "benchmark crud repo target",
      about: "where its folder is in the way",
      env: QUICK,
      prepare: "mkdir target/borg-test-data; : > target/borg-test-data/mine",
      differs: {
        in: ["stderr", "files"],
        reason: "borg deletes the folder that is in the way, we do not",
        ours: /\[Errno 17\] File exists: '.*borg-test-data'/,
      },
    },
    { run: "benchmark crud repo nowhere/deep", env: QUICK, sieve: { stdout: withoutTimes } },
    { run: "benchmark crud nowhere target", env: QUICK },
    { run: "benchmark crud repo" },
    { run: "benchmark", differs: ownWords(/crud/) },
    { run: "benchmark crud --help", differs: ownWords(/usage: borg benchmark crud/) },
  ],
};
