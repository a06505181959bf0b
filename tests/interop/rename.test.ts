import assert from "node:assert/strict";
import { cpSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Client, coffer, temporaryFolder, theBorgs } from "@coffer/testkit/borg";
import { checkedArchives, needBorg } from "./support/index.ts";

const needed = needBorg();

test("rename leaves what the real borg leaves, and fails as it does", { skip: needed.skip }, async (context) => {
  const { borg } = needed;
  assert.ok(borg !== undefined);
  const folder = temporaryFolder(context);
  const template = new Client(join(folder, "home"));
  const repository = join(folder, "repository");
  writeFileSync(join(folder, "file"), "content");
  await template.call(borg, ["init", "-e", "repokey", repository]);
  for (const name of ["one", "two"]) {
    await template.call(borg, ["create", "--comment", "kept", `${repository}::${name}`, "file"], { cwd: folder });
  }
  const results = [];
  for (const program of [borg, coffer]) {
    const home = join(folder, `home-${program.name}`);
    cpSync(template.home, home, { recursive: true });
    const place = join(folder, program.name);
    cpSync(repository, place, { recursive: true });
    const client = new Client(home);
    const outcomes = [];
    for (const [from, to] of [
      ["one", "three"],
      ["one", "four"],
      ["two", "three"],
      ["two", "two"],
      ["two", "with/slash"],
      ["two", "{user}-x"],
    ]) {
      const args = ["rename", `${place}::${from}`, `${to}`];
      const { code, stderr, text } = await client.call(program, args, { codes: "any" });
      outcomes.push([from, to, code, text, stderr.slice(stderr.indexOf("error: "))]);
    }
    for (const judge of theBorgs()) assert.equal((await checkedArchives(client, judge, place)).length, 2);
    const list = await client.call(borg, ["list", "--format", "{name} {comment} {start} {tam}{NL}", place]);
    const counts = await client.call(borg, ["info", "--json", place]);
    const { total_unique_chunks, total_chunks } = JSON.parse(counts.text).cache.stats;
    results.push({ outcomes, list: list.text, total_unique_chunks, total_chunks });
  }
  assert.deepEqual(results[1], results[0]);
});
