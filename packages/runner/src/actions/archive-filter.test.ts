import assert from "node:assert/strict";
import { test } from "node:test";
import { archiveFilter, archiveFilterWithPrefix } from "./archive-filter.ts";

const filterOf = (options: { match_archives?: string; archive_name_format?: string }): readonly string[] =>
  archiveFilter({ repositories: [], ...options });

test("archiveFilter() keeps what names have in common", () => {
  assert.deepEqual(filterOf({}), ["--glob-archives", "{hostname}-*"]);
  assert.deepEqual(filterOf({ archive_name_format: "{fqdn}-{user}-{utcnow:%s}-{pid}-{now:%Y-%m-%dT%H:%M:%S.%f}" }), [
    "--glob-archives",
    "{fqdn}-{user}-*-*-*",
  ]);
});

test("archiveFilter() lets match_archives win, and needs no option for everything", () => {
  assert.deepEqual(filterOf({ match_archives: "sh:docs-*", archive_name_format: "x-{now}" }), [
    "--glob-archives",
    "docs-*",
  ]);
  for (const everything of ["*", "sh:*", "re:.*"]) assert.deepEqual(filterOf({ match_archives: everything }), []);
  assert.deepEqual(filterOf({ archive_name_format: "{now}" }), []);
});

test("archiveFilterWithPrefix() ignores an empty prefix", () => {
  const configuration = { repositories: [], match_archives: "x*" };
  assert.deepEqual(archiveFilterWithPrefix(configuration, "docs-"), ["--glob-archives", "docs-*"]);
  assert.deepEqual(archiveFilterWithPrefix(configuration, ""), ["--glob-archives", "x*"]);
});
