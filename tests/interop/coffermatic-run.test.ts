/** Whole runs of coffermatic, with its own engine and with the real borg; each looks at what the other has made. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { findBorgs } from "@coffer/testkit/borg";
import { coffermatic } from "@coffer/testkit/borgmatic";
import { type Finished, run } from "@coffer/testkit/run";
import { RunPlace } from "./support/index.ts";

const { borg14 } = findBorgs();

test(
  "a nightly run with either engine leaves what the other can use",
  { skip: borg14 === undefined },
  async (context) => {
    const place = new RunPlace(context);
    await place.call("repo-create");
    const { stderr, text } = await place.call("--verbosity", "1");
    assert.match(stderr + text, /c\.yaml: one: archive \S+: 3 files, .* \(.* compressed, .* new\), in \d/);
    await place.borg("check", "--verify-data", place.file("repository"));
    place.configure({ local_path: borg14?.path });
    await place.call();
    place.configure({});
    const names = (await place.borg("list", "--short", place.file("repository"))).trim().split("\n");
    assert.equal(names.length, 1, "keep_daily: 1");
    const [shown] = JSON.parse((await place.call("info", "--json")).text) as { archives: { name: string }[] }[];
    assert.deepEqual(
      shown?.archives.map(({ name }) => name),
      names,
    );
    await place.call("extract", "--archive", "latest", "--destination", place.file("out"));
    assert.equal(readFileSync(join(place.file("out"), place.file("source/file")), "utf8"), "contents\n");
    const hooks = readFileSync(place.file("hooks"), "utf8").trim().split("\n");
    assert.deepEqual(new Set(hooks), new Set(["before"]));
  },
);

test("config bootstrap brings back the configuration from nothing but the repository", async (context) => {
  const place = new RunPlace(context);
  await place.call("repo-create");
  await place.call("create");
  const words = ["config", "bootstrap", "--repository", place.file("repository"), "--archive", "latest"];
  const env = { ...place.env, BORG_PASSPHRASE: "it's $ecret", BORG_BASE_DIR: place.file("out") };
  const { code, stderr } = await run(coffermatic, [...words, "--destination", place.file("out")], {
    env,
    cwd: place.folder,
  });
  assert.equal(code, 0, stderr);
  assert.equal(
    readFileSync(join(place.file("out"), place.file("c.yaml")), "utf8"),
    readFileSync(place.file("c.yaml"), "utf8"),
  );
});

test("SIGTERM ends a run in good order: hooks hear of it, no lock and no folder stays", async (context) => {
  const place = new RunPlace(context);
  await place.call("repo-create");
  place.configure({ upload_rate_limit: 1, read_special: true, patterns: [`R ${place.file("pipe")}`] });
  await run("mkfifo", [place.file("pipe")]);
  const { child, finished } = place.start(["create"]);
  // the lock tells that the engine is at work; it waits at the pipe
  while (!existsSync(place.file("repository/lock.exclusive"))) {
    assert.equal(child.exitCode, null, "it ended before it was at work");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  child.kill("SIGTERM");
  assert.equal((await finished).code, 143);
  assert.match(readFileSync(place.file("hooks"), "utf8"), /^error one$/m);
  assert(!existsSync(place.file("repository/lock.exclusive")));
  const { text } = await run("ls", [place.file("run")]);
  assert.equal(text, "");
});

for (const [engine, env] of Object.entries({ "its own engine": {}, "the real borg": { COFFERMATIC_ENGINE: "borg" } })) {
  test(
    `the spot check finds what the archive lacks, and what it has otherwise, with ${engine}`,
    { skip: borg14 === undefined },
    async (context) => {
      const place = new RunPlace(context);
      const names = Array.from({ length: 9 }, (_, number) => place.file(`source/file-${number}`));
      for (const name of names) writeFileSync(name, "as it was");
      const percentages = {
        count_tolerance_percentage: 10,
        data_sample_percentage: 100,
        data_tolerance_percentage: 10,
      };
      place.configure({ checks: [{ name: "spot", ...percentages }] });
      const check = async (): Promise<Finished> => await place.start(["check"], env).finished;
      await place.call("repo-create");
      await place.call("create");
      const first = await check();
      assert.equal(first.code, 0, first.text + first.stderr);
      // one of twelve, with the configuration and the first file, is tolerated
      writeFileSync(names[0] ?? "", "as it is!");
      assert.equal((await check()).code, 0);
      writeFileSync(names[1] ?? "", "as it is!");
      const second = await check();
      assert.equal(second.code, 1);
      assert.match(second.text + second.stderr, /Spot check: \d+\.\d+% of the source files have other contents/);
      assert.match(second.text + second.stderr, /file-0.*file-1|file-1.*file-0/);
      for (const number of [0, 1, 2]) rmSync(names[number] ?? "");
      const third = await check();
      assert.equal(third.code, 1);
      assert.match(third.text + third.stderr, /only in the archive: .*file-2/);
    },
  );
}
