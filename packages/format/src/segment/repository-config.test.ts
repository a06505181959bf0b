import assert from "node:assert/strict";
import { test } from "node:test";
import { isRepositoryReadme, RepositoryConfig, RepositoryConfigError } from "./repository-config.ts";

const ID = "ab".repeat(32);
const base = {
  version: "1",
  segments_per_dir: "1000",
  max_segment_size: "524288000",
  append_only: "0",
  storage_quota: "0",
  additional_free_space: "0",
  id: ID,
};

function text(changes: Record<string, string | undefined> = {}): string {
  const fields = Object.entries({ ...base, ...changes }).filter(([, value]) => value !== undefined);
  return `[repository]\n${fields.map(([key, value]) => `${key} = ${value}\n`).join("")}\n`;
}

test("create() writes Borg's fields in Borg's order", () => {
  const config = RepositoryConfig.create({ id: new Uint8Array(32).fill(0xab), append_only: false, storage_quota: 0 });
  assert.equal(config.toString(), text());
  assert.equal(config.max_segment_size, 524_288_000);
  assert.equal(config.key, undefined);
  assert.equal(config.last_segment_checked, -1);
});

test("sizes have suffixes, booleans have words, what may be missing has a default", () => {
  const config = RepositoryConfig.parse(
    text({
      max_segment_size: "5M",
      append_only: "Yes",
      storage_quota: "1.5G",
      additional_free_space: undefined,
      id: ID.toUpperCase(),
    }),
  );
  assert.equal(config.max_segment_size, 5_000_000);
  assert.equal(config.append_only, true);
  assert.equal(config.storage_quota, 1_500_000_000);
  assert.equal(config.additional_free_space, 0);
  assert.equal(config.id[31], 0xab);
});

test("key and last_segment_checked come and go; unknown fields stay", () => {
  const config = RepositoryConfig.parse(text({ unknown: "stays" }));
  config.key = "one\ntwo";
  config.last_segment_checked = 17;
  assert.match(config.toString(), /unknown = stays\nkey = one\n\ttwo\nlast_segment_checked = 17\n\n$/);
  const again = RepositoryConfig.parse(config.toString());
  assert.equal(again.key, "one\ntwo");
  assert.equal(again.last_segment_checked, 17);
  again.last_segment_checked = -1;
  assert.doesNotMatch(again.toString(), /last_segment_checked/);
});

const bad: readonly [string, string, string][] = [
  ["another section", "[cache]\nversion = 1\n", "no repository section found"],
  ["version 2", text({ version: "2" }), "repository version 2 is not supported by this borg version"],
  ["a segment size beyond 32 bits", text({ max_segment_size: "4273995776" }), "max_segment_size >= 4273995776"],
  ["no version", text({ version: undefined }), "no version found"],
  ["no id", text({ id: undefined }), "no id found"],
  ["a short id", text({ id: "abcd" }), "id is not 64 hex digits"],
  ["an id that is no hex", text({ id: "xy".repeat(32) }), "id is not 64 hex digits"],
  ["no folders", text({ segments_per_dir: "0" }), "segments_per_dir < 1"],
  ["a quota of words", text({ storage_quota: "lots" }), "storage_quota is not a size: lots"],
  ["a boolean of a third kind", text({ append_only: "maybe" }), "append_only is not a boolean: maybe"],
  ["no INI at all", "garbage", "an option before the first section (line 1)"],
];
for (const [what, content, reason] of bad) {
  test(`${what} is refused: ${reason}`, () => {
    assert.throws(
      () => RepositoryConfig.parse(content),
      (error: unknown) => error instanceof RepositoryConfigError && error.message === reason,
    );
  });
}

test("isRepositoryReadme() knows the READMEs of this and the oldest Borg, in the first 100 bytes", () => {
  const bytes = (content: string): Uint8Array => new TextEncoder().encode(content);
  assert.equal(isRepositoryReadme(bytes("This is a Borg Backup repository.\n")), true);
  assert.equal(isRepositoryReadme(bytes("This is a Borg repository\n")), true);
  assert.equal(isRepositoryReadme(bytes("About Borg\n")), false);
  assert.equal(isRepositoryReadme(bytes(`${" ".repeat(90)}Borg Backup repository`)), false);
  assert.equal(isRepositoryReadme(new Uint8Array(0)), false);
});
