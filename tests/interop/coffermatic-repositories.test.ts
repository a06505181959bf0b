/** One run of coffermatic over several repositories: each gets a whole archive from one reading, whatever happens to the others. */
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { findBorgs, temporaryFolder } from "@coffer/testkit/borg";
import { coffermatic } from "@coffer/testkit/borgmatic";
import { recordHttp } from "@coffer/testkit/network";
import { type Finished, run } from "@coffer/testkit/run";

const { borg14 } = findBorgs();
const PASSPHRASE = "correct horse";

/** A source and two repositories, `one` and `two`. */
class Place {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;

  constructor(context: TestContext, more: Readonly<Record<string, unknown>> = {}) {
    this.folder = temporaryFolder(context);
    for (const name of ["home", "run", "source", "out"]) mkdirSync(join(this.folder, name), { mode: 0o700 });
    for (let index = 0; index < 50; index += 1) writeFileSync(this.file(`source/${index}`), `contents ${index}\n`);
    writeFileSync(this.file("source/large"), Buffer.alloc(20_000_000, "not much of a text, but long\n"));
    this.env = {
      PATH: process.env["PATH"] ?? "",
      HOME: this.file("home"),
      XDG_RUNTIME_DIR: this.file("run"),
      BORG_BASE_DIR: this.file("home"),
      TZ: "UTC",
    };
    const repositories = ["one", "two"].map((label) => ({
      path: this.file(label),
      label,
      encryption: "repokey-blake2",
    }));
    const configuration = {
      source_directories: [this.file("source")],
      repositories,
      encryption_passphrase: PASSPHRASE,
      keep_daily: 7,
      ...more,
    };
    // JSON is YAML
    writeFileSync(this.file("c.yaml"), JSON.stringify(configuration));
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  async call(...words: readonly string[]): Promise<Finished> {
    return await run(coffermatic, ["-c", this.file("c.yaml"), "-v", "1", ...words], {
      env: this.env,
      cwd: this.folder,
    });
  }

  async borg(...words: readonly string[]): Promise<string> {
    const env = { ...this.env, BORG_PASSPHRASE: PASSPHRASE };
    const { code, text, stderr } = await run(borg14?.path ?? "", words, { env, cwd: this.file("out") });
    assert.equal(code, 0, stderr);
    return text;
  }
}

test("the real borg finds whole archives in both repositories", { skip: borg14 === undefined }, async (context) => {
  const place = new Place(context);
  assert.equal((await place.call("repo-create")).code, 0);
  const { code, text, stderr } = await place.call("create", "prune", "compact");
  assert.equal(code, 0, text + stderr);
  assert.match(text, /one: Creating an archive, together with two\n/);
  assert.match(text, /two: The archive has been made together with that of an earlier repository\n/);
  for (const name of ["one", "two"]) {
    await place.borg("check", "--verify-data", place.file(name));
    const [archive = ""] = (await place.borg("list", "--short", place.file(name))).trim().split("\n");
    await place.borg("extract", `${place.file(name)}::${archive}`);
    for (const file of ["source/7", "source/large"]) {
      const restored = readFileSync(join(place.file("out"), place.file(file)));
      assert.ok(restored.equals(readFileSync(place.file(file))), file);
    }
  }
});

for (const broken of ["one", "two"]) {
  test(`with repository ${broken} gone, the other gets its archive, and the monitor hears of a failure`, async (context) => {
    const { origin, requests } = await recordHttp(context);
    const place = new Place(context, { healthchecks: { ping_url: `${origin}/ping` } });
    assert.equal((await place.call("repo-create")).code, 0);
    renameSync(place.file(broken), place.file("gone"));
    const { code, text, stderr } = await place.call("create", "prune");
    assert.equal(code, 1, text + stderr);
    assert.match(stderr, new RegExp(`${broken}: Repository .*/${broken} does not exist`));
    const other = broken === "one" ? "two" : "one";
    const { text: listed } = await place.call("repo-list", "--repository", other, "--json");
    const [{ archives }] = JSON.parse(listed) as [{ archives: unknown[] }];
    assert.equal(archives.length, 1);
    const states = requests.map(({ path }) => path.split("?")[0]?.replace("/ping", ""));
    assert.deepEqual(new Set(states), new Set(["/start", "/log", "/fail"]));
  });
}
