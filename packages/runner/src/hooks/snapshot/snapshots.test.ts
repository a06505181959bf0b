import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { join, normalize } from "node:path";
import { test, type TestContext } from "node:test";
import { dataSourcePlace, type DataSourcePlace } from "@coffer/testkit/data-sources";
import type { DataSourceConfiguration } from "../data-source/configuration.ts";
import { openDataSources } from "../data-source/index.ts";
import type { SourcePattern } from "../data-source/source-pattern.ts";
import { inSnapshot } from "./snapshot-patterns.ts";

/** No process has an id like this. */
const GONE = 999_999_999;

test("inSnapshot() keeps the path after the dot, carets in front and dots that are there", async (t) => {
  const { context } = await dataSourcePlace(t, { working_directory: "/home/me" });
  const inBase = (path: string, style: SourcePattern["style"] = ""): string =>
    inSnapshot({ type: "R", style, path, origin: "configuration" }, "/snap", context).path;
  assert.equal(inBase("/var/log"), "/snap/./var/log");
  assert.equal(inBase("notes"), "/snap/home/me/./notes");
  assert.equal(inBase("/var/./log"), "/snap/var/./log");
  assert.equal(inBase("^/var/.*", "re"), "^/snap/./var/.*");
});

test("zfs: datasets of the sources and those marked auto, mounted in the folder of the run", async (t) => {
  const { place, calls, folder } = await volumes(t, { zfs: null });
  const list = `tank\\t${folder}/outer\\ton\\t-\\ntank/in\\t${folder}/outer/inner\\ton\\t-\\ntank/off\\t${folder}\\toff\\t-\\nmarked\\t${folder}/marked\\ton\\tauto\\n`;
  const snapshots = `tank@borgmatic-${GONE}\\ntank@borgmatic-${process.ppid}\\ntank@mine\\ntank@borgmatic-${process.pid}\\n`;
  place.fakeTool(
    "zfs",
    `echo "zfs $*" >>${folder}/calls; case "$*" in *filesystem*) printf '${list}';; *"-t snapshot"*) printf '${snapshots}';; esac`,
  );
  const sources = await openDataSources(place.context, [root(`${folder}/outer/inner/data`), root("/etc")]);
  const at = (hash: string): string => `${normalize(place.context.runtimeDirectory)}/zfs_snapshots/${hash}`;
  const [markedPattern, innerPattern, etc] = sources.patterns.map(({ path }) => path);
  const hashOf = (path = ""): string => path.split("/zfs_snapshots/")[1]?.split("/")[0] ?? "";
  assert.equal(markedPattern, `${at(hashOf(markedPattern))}/.${folder}/marked`);
  assert.equal(innerPattern, `${at(hashOf(innerPattern))}/.${folder}/outer/inner/data`);
  assert.equal(etc, "/etc");
  const suffix = `borgmatic-${process.pid}`;
  assert.deepEqual(calls().slice(-5), [
    "zfs list -H -t filesystem -o name,mountpoint,canmount,org.torsion.borgmatic:backup",
    `zfs snapshot marked@${suffix}`,
    `mount -t zfs -o ro marked@${suffix} ${at(hashOf(markedPattern))}${folder}/marked`,
    `zfs snapshot tank/in@${suffix}`,
    `mount -t zfs -o ro tank/in@${suffix} ${at(hashOf(innerPattern))}${folder}/outer/inner`,
  ]);
  await sources.close();
  assert.deepEqual(
    calls().filter((call) => call.includes("destroy")),
    [...Array(2)].flatMap(() => [`zfs destroy tank@borgmatic-${GONE}`, `zfs destroy tank@${suffix}`]),
    "before and after; snapshots of a process that lives stay",
  );
  assert.ok(!existsSync(`${place.context.runtimeDirectory}/zfs_snapshots`));
});

test("lvm: a snapshot of each logical volume that holds a source", async (t) => {
  const { place, calls, folder } = await volumes(t, { lvm: { snapshot_size: "5GB" } });
  const devices = [
    { name: "vg-outer", path: "/dev/vg/outer", mountpoint: `${folder}/outer`, type: "lvm" },
    { name: "sda1", path: "/dev/sda1", mountpoint: "/", type: "part" },
    { name: "swap", path: "/dev/vg/swap", mountpoint: null, type: "lvm" },
  ];
  const own = `vg-outer_borgmatic-${process.pid}`;
  const lv = [own, `vg-outer_borgmatic-${GONE}`, "vg-mine"].map((name) => ({
    lv_name: name,
    lv_path: `/dev/vg/${name}`,
  }));
  place.fakeTool("lsblk", `echo '${JSON.stringify({ blockdevices: devices })}'`);
  place.fakeTool("lvs", `echo '${JSON.stringify({ report: [{ lv }] })}'`);
  for (const name of ["lvcreate", "lvremove"]) place.fakeTool(name, `echo "${name} $*" >>${folder}/calls`);
  const sources = await openDataSources(place.context, [root(`${folder}/outer`)]);
  const [{ path } = root("")] = sources.patterns;
  assert.ok(path.endsWith(`/.${folder}/outer`), path);
  assert.deepEqual(calls().slice(-2), [
    `lvcreate --snapshot --size 5GB --permission rw --name ${own} /dev/vg/outer`,
    `mount -o ro /dev/vg/${own} ${path.replace("/./", "/")}`,
  ]);
  await sources.close();
  assert.deepEqual(calls().slice(-2), [
    `lvremove --force /dev/vg/${own}`,
    `lvremove --force /dev/vg/vg-outer_borgmatic-${GONE}`,
  ]);
});

test("a snapshot that cannot be taken fails the run; in a dry run none is taken", async (t) => {
  const { place } = await volumes(t, { zfs: null });
  place.fakeTool("zfs", "echo 'no such module' >&2; exit 1");
  await assert.rejects(openDataSources(place.context, []), /zfs list .* ended with exit code 1\nno such module/);
  const { place: dryPlace, calls, folder } = await volumes(t, { lvm: null });
  const blockdevices = [{ name: "a", path: "/dev/a", mountpoint: `${folder}/outer`, type: "lvm" }];
  dryPlace.fakeTool("lsblk", `echo '${JSON.stringify({ blockdevices })}'`);
  const patterns = [root(`${folder}/outer`)];
  const sources = await openDataSources({ ...dryPlace.context, dryRun: true }, patterns);
  assert.deepEqual([sources.patterns, calls()], [patterns, []]);
});

interface Volumes {
  readonly place: DataSourcePlace;
  readonly folder: string;
  readonly calls: () => readonly string[];
}

/** Folders that stand for mounted volumes, and stand-ins for mount and umount. */
async function volumes(t: TestContext, configuration: DataSourceConfiguration): Promise<Volumes> {
  const place = await dataSourcePlace(t, configuration);
  const { folder } = place;
  for (const name of ["outer/inner/data", "marked"]) mkdirSync(join(folder, name), { recursive: true });
  for (const name of ["mount", "umount"]) place.fakeTool(name, `echo "${name} $*" >>${folder}/calls`);
  const file = join(folder, "calls");
  const calls = (): string[] => (existsSync(file) ? readFileSync(file, "utf8").trimEnd().split("\n") : []);
  return { place, folder, calls };
}

function root(path: string): SourcePattern {
  return { type: "R", style: "", path, origin: "configuration" };
}
