/** Whole runs of coffermatic, with its own engine and with the real borg; each looks at what the other has made. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { findBorgs } from "@coffer/testkit/borg";
import { coffermatic } from "@coffer/testkit/borgmatic";
import { run } from "@coffer/testkit/run";
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
