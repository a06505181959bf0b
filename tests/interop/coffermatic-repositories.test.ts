/** One run of coffermatic over several repositories: each gets a whole archive from one reading, whatever happens to the others. */
import assert from "node:assert/strict";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { findBorgs } from "@coffer/testkit/borg";
import { recordHttp } from "@coffer/testkit/network";
import { RunPlace } from "./support/index.ts";

const { borg14 } = findBorgs();

/** A source, and two repositories `one` and `two`. */
function placeOfTwo(context: TestContext, more: Readonly<Record<string, unknown>> = {}): RunPlace {
  const place = new RunPlace(context);
  for (let index = 0; index < 50; index += 1) writeFileSync(place.file(`source/${index}`), `contents ${index}\n`);
  writeFileSync(place.file("source/large"), Buffer.alloc(20_000_000, "not much of a text, but long\n"));
  const repositories = ["one", "two"].map((label) => ({
    path: place.file(label),
    label,
    encryption: "repokey-blake2",
  }));
  place.configure({ repositories, keep_daily: 7, commands: [], ...more });
  return place;
}

test("the real borg finds whole archives in both repositories", { skip: borg14 === undefined }, async (context) => {
  const place = placeOfTwo(context);
  await place.call("repo-create");
  const { text } = await place.call("-v", "1", "create", "prune", "compact");
  assert.match(text, /one: Creating an archive, together with two\n/);
  assert.match(text, /two: The archive has been made together with that of an earlier repository\n/);
  for (const name of ["one", "two"]) {
    await place.borg("check", "--verify-data", place.file(name));
    const [archive = ""] = (await place.borg("list", "--short", place.file(name))).trim().split("\n");
    await place.borg("extract", `${place.file(name)}::${archive}`);
    for (const file of ["source/7", "source/large"]) {
      const restored = readFileSync(join(place.folder, place.file(file)));
      assert.ok(restored.equals(readFileSync(place.file(file))), file);
    }
  }
});

for (const broken of ["one", "two"]) {
  test(`with repository ${broken} gone, the other gets its archive, and the monitor hears of a failure`, async (context) => {
    const { origin, requests } = await recordHttp(context);
    const place = placeOfTwo(context, { healthchecks: { ping_url: `${origin}/ping` } });
    await place.call("repo-create");
    renameSync(place.file(broken), place.file("gone"));
    const { code, text, stderr } = await place.attempt("create", "prune");
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
