import assert from "node:assert/strict";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, temporaryFolder } from "@coffer/testkit/borg";
import { controlAndCoffer, needBorg } from "./support/index.ts";

const { skip, borg } = needBorg();
const locks = (repository: string): string[] => readdirSync(repository).filter((name) => name.startsWith("lock."));

/** The program that has the lock writes a file, and would write another one after two seconds. */
const PROGRAM = 'trap "" INT; : > begun; sleep 2; : > ended; exit 7';

for (const [signal, code, ends] of [
  ["SIGINT", 7, true],
  ["SIGTERM", 143, false],
  ["SIGHUP", 129, false],
] as const) {
  test(
    `with-lock at ${signal}: the program is ${ends ? "waited for" : "ended"}, then the lock released`,
    { skip },
    async (context) => {
      assert.ok(borg !== undefined);
      for (const { program, role } of controlAndCoffer(borg)) {
        const folder = temporaryFolder(context);
        const client = new Client(join(folder, "home"));
        const repository = join(folder, "repository");
        await client.call(program, ["init", "-e", "none", repository]);
        const run = client.start(program, ["with-lock", repository, "sh", "-c", PROGRAM], { cwd: folder });
        while (!existsSync(join(folder, "begun"))) await sleep(20);
        assert.ok(locks(repository).includes("lock.exclusive"), `${role}: locked meanwhile`);
        run.child.kill(signal);
        const finished = await run.finished;
        assert.equal(finished.code, code, `${role}: ${finished.stderr}`);
        assert.equal(existsSync(join(folder, "ended")), ends, role);
        assert.deepEqual(locks(repository), [], `${role}: no lock is left`);
        await client.call(borg, ["check", repository]);
      }
    },
  );
}
