import assert from "node:assert/strict";
import { cpSync, linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { Client, coffer, temporaryFolder } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";
import { needBorg } from "./support/index.ts";

const needed = needBorg();

/** Arguments of `recreate` behind the repository; the first one may name an archive. */
const CASES: Readonly<Record<string, readonly string[]>> = {
  "leaves out paths, moves content to hard links that stay": ["::one", "source", "--list", "--exclude", "source/a"],
  "leaves out tagged folders": ["", "--list", "--exclude-caches", "--exclude-if-present", ".nobackup"],
  "keeps tags": ["::one", "--list", "--exclude-caches", "--exclude-if-present", ".nobackup", "--keep-exclude-tags"],
  "cuts anew": ["", "--chunker-params", "11,15,13,4095", "-C", "none", "--info"],
  "compresses anew, into a new archive": ["::two", "-C", "none", "--recompress", "always", "--target", "new"],
  "compresses what is stored otherwise": ["", "-C", "auto,lz4", "--recompress"],
  "changes comment and time": ["::one", "--comment", "new {user}", "--timestamp", "2021-02-03T04:05:06", "--info"],
  "has nothing to do": ["::one"],
};

/** What is the same after both programs: everything but times and ids of new metadata. */
async function stateOf(borg: Program, client: Client, repository: string): Promise<unknown> {
  const { text } = await client.call(borg, ["info", "--json", "--glob-archives", "*", repository]);
  const { archives, cache } = JSON.parse(text);
  const items = [];
  for (const { name } of archives) {
    const format = "{mode} {uid} {size} {csize} {num_chunks} {unique_chunks} {mtime} {path}{extra} {health}{NL}";
    items.push((await client.call(borg, ["list", "--format", format, `${repository}::${name}`])).text);
  }
  return {
    archives: archives.map(
      ({ name, comment, start, chunker_params, stats, hostname, username }: Record<string, unknown>) => ({
        ...{ name, comment, start, chunker_params, hostname, username },
        stats: { ...(stats as object), deduplicated_size: 0 },
      }),
    ),
    chunks: [cache.stats.total_chunks, cache.stats.total_unique_chunks],
    items,
  };
}

test("recreate leaves what the real borg leaves", { skip: needed.skip }, async (context) => {
  const { borg } = needed;
  assert.ok(borg !== undefined);
  const folder = temporaryFolder(context);
  await makeTemplate(borg, folder);
  for (const [what, [archive, ...options]] of Object.entries(CASES)) {
    await context.test(what, async () => {
      const results = [];
      for (const program of [borg, coffer]) {
        const place = join(folder, `${program.name}-${what}`);
        cpSync(join(folder, "template"), place, { recursive: true });
        const client = new Client(join(place, "home"));
        const repository = join(place, "repository");
        const args = ["recreate", `${repository}${archive}`, ...options];
        const { code, stderr, text } = await client.call(program, args, { codes: "any" });
        const words = stderr.replaceAll(place, "").replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, "TIME");
        await client.call(borg, ["check", "--verify-data", repository]);
        results.push({ code, words, text, state: await stateOf(borg, client, repository) });
      }
      assert.deepEqual(results[1], results[0]);
    });
  }
});

async function makeTemplate(borg: Program, folder: string): Promise<void> {
  const template = join(folder, "template");
  const source = join(folder, "source");
  for (const path of ["a", "b/tagged", "b/cache"]) mkdirSync(join(source, path), { recursive: true });
  const noise = Buffer.alloc(600_000);
  for (let index = 0, state = 7; index < noise.length; index++) {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
    noise[index] = state >> 16;
  }
  writeFileSync(join(source, "a/noise"), noise);
  writeFileSync(join(source, "b/text"), "one line like the other\n".repeat(20_000));
  linkSync(join(source, "a/noise"), join(source, "b/noise-link"));
  linkSync(join(source, "a/noise"), join(source, "b/noise-link-too"));
  symlinkSync("noise", join(source, "a/symlink"));
  writeFileSync(join(source, "b/tagged/.nobackup"), "");
  writeFileSync(join(source, "b/tagged/left-out"), "left out");
  writeFileSync(join(source, "b/cache/CACHEDIR.TAG"), "Signature: 8a477f597d28d172789f06886806bc55\n");
  writeFileSync(join(source, "b/cache/left-out"), "left out");
  const client = new Client(join(template, "home"));
  const repository = join(template, "repository");
  await client.call(borg, ["init", "-e", "repokey-blake2", repository]);
  for (const [name, compression] of [
    ["one", "lz4"],
    ["two", "zstd,3"],
  ]) {
    const options = ["--comment", "old", "--timestamp", "2020-01-01T00:00:00", "-C", compression as string];
    await client.call(borg, ["create", ...options, `${repository}::${name}`, "source"], { cwd: folder });
  }
}
