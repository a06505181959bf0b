import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { openDataSources, type SourcePattern } from "@coffer/runner/hooks";
import { dataSourcePlace, MemoryArchive } from "@coffer/testkit/data-sources";

/** Snapshots of a real Btrfs in a file. ZFS and LVM need kernels of their own: their commands are tried with stand-ins. */
test("Btrfs: an archive shows subvolumes as they were, at their own paths; nothing is left behind", async (t) => {
  const mounted = mountBtrfs(t);
  if (mounted === undefined) return t.skip("no Btrfs here (needs root, btrfs-progs, loop devices)");
  const [outer, inner] = [join(mounted, "outer"), join(mounted, "outer/inner")];
  for (const path of [outer, inner]) execFileSync("btrfs", ["-q", "subvolume", "create", path]);
  for (const path of [outer, inner]) writeFileSync(join(path, "file"), "before");
  writeFileSync(join(inner, "file.tmp"), "not wanted");
  const place = await dataSourcePlace(t, { btrfs: null });
  const roots = [outer, inner].map((path): SourcePattern => ({ type: "R", style: "", path, origin: "configuration" }));
  const exclude: SourcePattern = { type: "!", style: "fm", path: `${inner}/*.tmp`, origin: "configuration" };

  const leftover = join(outer, ".borgmatic-snapshot-999999999");
  mkdirSync(join(leftover, mounted), { recursive: true });
  execFileSync("btrfs", ["-q", "subvolume", "snapshot", outer, join(leftover, outer)]);

  const sources = await openDataSources(place.context, [...roots, exclude]);
  assert.ok(!existsSync(leftover), "the snapshot of a run that is gone is removed");
  for (const path of [outer, inner]) writeFileSync(join(path, "file"), "after");
  const archive = await new MemoryArchive().store(sources.patterns);
  for (const path of [outer, inner]) assert.equal(archive.files.get(join(path, "file").slice(1))?.toString(), "before");
  assert.match(sources.patterns.at(-1)?.path ?? "", /\.borgmatic-snapshot-\d+\/\.\/.*\/inner\/\*\.tmp$/);
  await sources.close();
  assert.deepEqual(readdirSync(outer).toSorted(), ["file", "inner"]);
  assert.deepEqual(readdirSync(inner).toSorted(), ["file", "file.tmp"]);
  assert.equal(readFileSync(join(outer, "file"), "utf8"), "after");
});

/** A small Btrfs in a file, mounted; `undefined` where that cannot be. */
function mountBtrfs(t: TestContext): string | undefined {
  const folder = mkdtempSync(join(tmpdir(), "coffer-btrfs-"));
  const [image, mounted] = [join(folder, "image"), join(folder, "mounted")];
  writeFileSync(image, "");
  truncateSync(image, 120 << 20);
  mkdirSync(mounted);
  const isThere =
    spawnSync("mkfs.btrfs", ["-q", image]).status === 0 &&
    spawnSync("mount", ["-o", "loop", image, mounted]).status === 0;
  t.after(() => {
    if (isThere) execFileSync("umount", [mounted]);
    rmSync(folder, { recursive: true, force: true });
  });
  return isThere ? mounted : undefined;
}
