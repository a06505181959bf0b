import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  truncateSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { DEFAULT_CHUNKER_PARAMS } from "@coffer/format/chunker";
import { parseCompressionSpec } from "@coffer/format/compression";
import { testContext } from "@coffer/testkit/context";
import { create } from "../../commands/create.ts";
import { extract } from "../../commands/extract.ts";
import { init } from "../../commands/init.ts";
import { verifyFiles } from "../../commands/verify-files.ts";

/** An archive of a few files, restored; `restored(name)` is the path of one, `mismatches()` what is wrong. */
async function restoredArchive(t: TestContext) {
  const folder = mkdtempSync(join(tmpdir(), "coffer-verify-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const source = join(folder, "s");
  mkdirSync(join(source, "deep"), { recursive: true });
  for (const name of ["one", "deep/two", "deep/three"]) writeFileSync(join(source, name), name.repeat(1000));
  symlinkSync("one", join(source, "link"));
  linkSync(join(source, "one"), join(source, "same"));
  const hasXattrs = spawnSync("setfattr", ["-n", "user.colour", "-v", "red", join(source, "one")]).status === 0;
  const hasAcls = spawnSync("setfacl", ["-m", "u:daemon:r", join(source, "deep/two")]).status === 0;
  const ctx = testContext({
    threads: 0,
    cwd: folder,
    folders: {
      base: folder,
      config: join(folder, "config"),
      keys: join(folder, "keys"),
      security: join(folder, "security"),
      cache: join(folder, "cache"),
    },
    passphrases: {
      configured: () => Promise.resolve("secret"),
      prompt: () => Promise.reject(new Error("nobody to ask")),
      fresh: () => Promise.resolve("secret"),
    },
  });
  const repository = join(folder, "r");
  await init({ repository, encryption: "repokey-blake2", keyFileName: "key" }, ctx);
  const compression = parseCompressionSpec("lz4");
  const rest = {
    chunker: DEFAULT_CHUNKER_PARAMS,
    sparse: false,
    cmdline: ["coffer"],
    cache: { filesCacheMode: "cis" },
  } as const;
  await create({ repository, archive: "a", paths: [source], compression, ...rest }, ctx);
  const target = join(folder, "target");
  mkdirSync(target);
  await extract({ repository, archive: "a", target }, ctx);
  return {
    hasXattrs,
    hasAcls,
    restored: (name: string) => join(target, source, name),
    mismatches: async (): Promise<readonly string[]> => {
      const found: string[] = [];
      const options = { repository, archive: "a", target };
      const { items } = await verifyFiles(options, ctx, ({ path, kind }) => {
        found.push(`${path.replace(source.slice(1), "s")}: ${kind}`);
      });
      assert.equal(items, 7);
      return found.toSorted();
    },
  };
}

test("verifyFiles() finds nothing wrong in what was restored just now", async (t) => {
  const { mismatches } = await restoredArchive(t);
  assert.deepEqual(await mismatches(), []);
});

test("verifyFiles() names what differs: content, mode, time, links, kinds, what is missing", async (t) => {
  const { mismatches, restored } = await restoredArchive(t);
  chmodSync(restored("deep/two"), 0o600);
  truncateSync(restored("deep/three"), 10);
  utimesSync(restored("deep/three"), 1, 1);
  unlinkSync(restored("link"));
  symlinkSync("elsewhere", restored("link"));
  unlinkSync(restored("same"));
  writeFileSync(restored("same"), "one".repeat(1000));
  const found = await mismatches();
  for (const expected of [
    "s/deep/three: content",
    "s/deep/three: mtime",
    "s/deep/two: mode",
    "s/link: symlink target",
  ]) {
    assert.ok(found.includes(expected), `${expected} in ${found.join(", ")}`);
  }
  assert.ok(found.some((line) => line.endsWith(": hard link")));
  rmSync(restored("deep"), { recursive: true });
  writeFileSync(restored("deep"), "");
  const worse = await mismatches();
  assert.ok(worse.includes("s/deep: type"));
  assert.ok(worse.includes("s/deep/two: unreadable") || worse.includes("s/deep/two: missing"), worse.join(", "));
});

test("verifyFiles() names wrong extended attributes and ACLs", async (t) => {
  const { mismatches, restored, hasXattrs, hasAcls } = await restoredArchive(t);
  if (!hasXattrs || !hasAcls || !existsSync("/usr/bin/setfacl")) {
    t.skip("needs setfattr and setfacl (Debian: apt install attr acl), and a file system that knows both");
    return;
  }
  assert.equal(spawnSync("setfattr", ["-n", "user.colour", "-v", "blue", restored("one")]).status, 0);
  assert.equal(spawnSync("setfacl", ["-b", restored("deep/two")]).status, 0);
  const found = await mismatches();
  assert.ok(found.includes("s/deep/two: access control list"), found.join(", "));
  assert.ok(
    found.some((line) => /s\/(?:one|same): extended attributes/.test(line)),
    found.join(", "),
  );
});
