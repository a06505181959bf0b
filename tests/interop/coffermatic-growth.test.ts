/** Figures of runs, and prune behind a guard: with coffer's own engine, and with the real borg. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { findBorgs, temporaryFolder } from "@coffer/testkit/borg";
import { coffermatic } from "@coffer/testkit/borgmatic";
import { type Finished, run } from "@coffer/testkit/run";

const { borg14 } = findBorgs();

interface Shown {
  readonly runs: readonly {
    readonly files: number;
    readonly files_new: number;
    readonly original_size: number;
    readonly deduplicated_size: number;
    readonly repository_size: number;
    readonly room: number;
  }[];
}

async function story(context: TestContext, more: Readonly<Record<string, unknown>>): Promise<void> {
  const folder = temporaryFolder(context);
  const file = (name: string): string => join(folder, name);
  for (const name of ["home", "run", "source"]) mkdirSync(file(name), { mode: 0o700 });
  for (let number = 0; number < 5; number += 1)
    writeFileSync(file(`source/${number}`), `contents ${number}\n`.repeat(50));
  const env = {
    ...{ PATH: process.env["PATH"] ?? "", HOME: file("home"), XDG_RUNTIME_DIR: file("run"), TZ: "UTC" },
    ...{ BORG_BASE_DIR: file("home"), BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: "yes" },
  };
  const configuration = {
    ...{
      source_directories: [file("source")],
      archive_name_format: "host-{now:%Y-%m-%dT%H:%M:%S.%f}",
      growth: {},
      keep_daily: 1,
      keep_monthly: 1,
    },
    ...{ repositories: [{ path: file("repository") }], bootstrap: { store_config_files: false }, prune_limit: 1 },
  };
  writeFileSync(file("c.yaml"), JSON.stringify({ ...configuration, ...more }));
  const call = async (...words: readonly string[]): Promise<Finished> =>
    await run(coffermatic, ["-c", file("c.yaml"), ...words], { env, cwd: folder });
  const done = async (...words: readonly string[]): Promise<string> => {
    const { code, text, stderr } = await call(...words);
    assert.equal(code, 0, text + stderr);
    return text;
  };
  await done("repo-create", "-e", "none");
  for (const [name, time] of [
    ["host-2", "2026-02-10T10:00:00"],
    ["host-3", "2026-02-11T10:00:00"],
  ] as const) {
    await done("borg", "create", "--timestamp", time, `${file("repository")}::${name}`, file("source"));
  }
  // figures are known while the terminal shows how far it is, too
  await done("create", "--progress");
  writeFileSync(file("source/new"), "x".repeat(1000));
  await done("create", "--stats", "--list");
  const [{ runs }] = JSON.parse(await done("growth", "--json")) as [Shown];
  const [first, second] = runs;
  assert.deepEqual([first?.files, second?.files], [5, 6]);
  // the files cache leaves out the youngest files
  assert((second?.files_new ?? 0) >= 1);
  assert.equal((second?.original_size ?? 0) - (first?.original_size ?? 0), 1000);
  assert((second?.deduplicated_size ?? 0) > 0 && (second?.repository_size ?? 0) > (first?.repository_size ?? 0));
  assert((second?.room ?? 0) > 0);
  // two of today, two of February: the newest of each day and month stay
  assert.match(await done("prune", "--simulate"), /2026-02\n[^]*10x {3}11m[^]*deleted would be 2: 2026-02-10/);
  const refused = await call("prune");
  assert.equal(refused.code, 1);
  assert.match(refused.text + refused.stderr, /prune would delete 2 of 4 archives, more than prune_limit \(1\)/);
  await done("prune", "--prune-limit", "2");
  assert.equal((await done("repo-list", "--short")).match(/^host-/gm)?.length, 2);
}

test("figures and guards with coffer's own engine", async (context) => {
  await story(context, {});
});

test(
  "figures and guards with the real borg",
  { skip: borg14 === undefined ? "no borg 1.4" : false },
  async (context) => {
    await story(context, { local_path: borg14?.path });
  },
);
