import assert from "node:assert/strict";
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import { after, before, test } from "node:test";
import { PatternMatcher, parsePatternFile } from "@coffer/format/patterns";
import { cString, OSError, platform, S_IFIFO, S_IFSOCK, UF_NODUMP } from "../../platform/index.ts";
import { MetadataCollector } from "./metadata-collector.ts";
import type { MetadataOptions } from "./metadata-collector.ts";
import { openEntry } from "./open-entry.ts";
import type { WalkEntry, WalkEvent } from "./walk-event.ts";
import { Walker } from "./walker.ts";
import type { WalkOptions } from "./walker.ts";

let root = "";

before(() => {
  root = fs.mkdtempSync(`${tmpdir()}/walker-`);
  for (const folder of ["a/b", "cache", "tagged/inner", "empty"])
    fs.mkdirSync(`${root}/${folder}`, { recursive: true });
  fs.writeFileSync(`${root}/a/file`, "1");
  fs.writeFileSync(`${root}/a/b/deep`, "22");
  fs.linkSync(`${root}/a/file`, `${root}/a/b/hard`);
  fs.symlinkSync("../nowhere", `${root}/a/link`);
  fs.writeFileSync(`${root}/cache/CACHEDIR.TAG`, "Signature: 8a477f597d28d172789f06886806bc55\n# more");
  fs.writeFileSync(`${root}/cache/junk`, "");
  fs.writeFileSync(`${root}/tagged/.nobackup`, "");
  fs.writeFileSync(`${root}/tagged/inner/x`, "");
  node("a/fifo", S_IFIFO | 0o600);
  node("a/socket", S_IFSOCK | 0o600);
});
after(() => fs.rmSync(root, { recursive: true }));

function path(name: string): Buffer {
  return cString(Buffer.from(`${root}/${name}`));
}

function node(name: string, mode: number): void {
  platform().makeNode(platform().cwd, path(name), mode, 0);
}

function walker(options: Partial<WalkOptions> = {}, metadata: MetadataOptions = {}): Walker {
  return new Walker({ metadata: new MetadataCollector(metadata, () => undefined), ...options });
}

function events(options: Partial<WalkOptions> = {}, name = ""): WalkEvent[] {
  return [...walker(options).walk(`${root}/${name}`)];
}

/** Lines such as `item a/file` and `status d a`, without the path of the test's folder. */
function shown(all: readonly WalkEvent[]): string[] {
  return all.map((event) => {
    const relative = event.path === root ? "." : event.path.slice(root.length + 1);
    if (event.type === "status") return `${event.status} ${relative}`;
    return `${event.type} ${relative}`;
  });
}

function items(all: readonly WalkEvent[]): WalkEntry[] {
  return all.filter((event) => event.type === "item");
}

test("a folder comes before its content, its status after it; names go by inode", () => {
  const all = shown(events({}, "a"));
  assert.equal(all[0], "item a");
  assert.equal(all.at(-1), "d a");
  assert.ok(all.indexOf("item a/b") < all.indexOf("item a/b/deep"));
  assert.ok(all.indexOf("item a/b/deep") < all.indexOf("d a/b"));
  const inodes = items(events({}, "a"))
    .filter((entry) => !entry.path.includes("/b/"))
    .slice(1)
    .map((entry) => Number(entry.stat.ino));
  assert.deepEqual(
    inodes,
    inodes.toSorted((x, y) => x - y),
  );
  assert.ok(!all.some((line) => line.includes("socket")));
});

test("items: stored paths, kinds, statuses, hard links", () => {
  const byPath = new Map(items(events({}, "a")).map((entry) => [entry.path.slice(root.length + 3), entry]));
  const file = byPath.get("file")?.item;
  const hard = byPath.get("b/hard")?.item;
  const [master, slave] = file?.source === undefined ? [file, hard] : [hard, file];
  assert.equal(master?.hardlink_master, true);
  assert.equal(slave?.source, master?.path);
  assert.equal(slave?.hardlink_master, undefined);
  assert.equal(byPath.get("b/deep")?.item.hardlink_master, false);
  assert.equal(byPath.get("link")?.item.source, "../nowhere");
  assert.deepEqual(
    ["file", "link", "fifo", "b"].map((name) => byPath.get(name)?.kind),
    ["file", "other", "other", "directory"],
  );
  assert.equal(byPath.get("fifo")?.status, "f");
  assert.equal(byPath.get("link")?.status, "s");
  assert.ok(file?.path.startsWith(root.slice(1)));
});

test("forgetMaster() makes the next link the first", () => {
  const walk = walker();
  let masters = 0;
  for (const event of walk.walk(`${root}/a`)) {
    if (event.type !== "item" || event.stat.nlink < 2 || event.kind !== "file") continue;
    assert.equal(event.item.source, undefined);
    masters++;
    walk.forgetMaster({ ...event.stat, path: event.item.path });
  }
  assert.equal(masters, 2);
});

test("patterns: excluded folders are entered only if the pattern says so", () => {
  const matching = (text: string): PatternMatcher => {
    const matcher = new PatternMatcher(true);
    matcher.addRules(parsePatternFile(text).rules);
    return matcher;
  };
  const entered = shown(events({ matcher: matching(`+ ${root}/a/b/deep\n- ${root}/a`) }, "a"));
  assert.deepEqual(
    entered.filter((line) => !line.startsWith("x")),
    ["item a/b/deep"],
  );
  assert.ok(entered.includes("x a") && entered.includes("x a/b") && entered.includes("x a/fifo"));
  assert.deepEqual(shown(events({ matcher: matching(`! ${root}/a`) }, "a")), ["x a"]);
});

test("tagged folders are left out, or kept with nothing but their tags", () => {
  const rules = { excludeCaches: true, excludeIfPresent: [".nobackup"] };
  const without = shown(events(rules));
  assert.ok(without.includes("x cache") && without.includes("x tagged"));
  assert.ok(!without.some((line) => line.startsWith("item cache") || line.startsWith("item tagged")));
  const kept = shown(events({ ...rules, keepExcludeTags: true })).filter((line) => /cache|tagged/.test(line));
  assert.deepEqual(kept.toSorted(), [
    "item cache",
    "item cache/CACHEDIR.TAG",
    "item tagged",
    "item tagged/.nobackup",
    "x cache",
    "x tagged",
  ]);
});

test("files with the nodump flag are left out on request", (context) => {
  try {
    platform().setInodeFlags(platform().cwd, path("empty"), UF_NODUMP);
  } catch (error) {
    if (!(error instanceof OSError)) throw error;
    context.skip(`the file system refuses inode flags: ${error.message}`);
    return;
  }
  assert.ok(shown(events({ excludeNodump: true })).includes("x empty"));
  assert.ok(shown(events()).includes("item empty"));
  platform().setInodeFlags(platform().cwd, path("empty"), 0);
});

test("a root with /./ is stored from there on", () => {
  const all = [...walker().walk(`${root}/a/./b`)];
  assert.deepEqual(
    items(all)
      .map((entry) => entry.item.path)
      .toSorted(),
    ["b", "b/deep", "b/hard"],
  );
  const whole = [...walker().walk(`${root}/a/./`)];
  assert.equal(items(whole)[0]?.item.path, ".");
});

test("--dry-run gives statuses only, sockets included", () => {
  const all = shown(events({ dryRun: true }, "a"));
  assert.ok(all.includes("- a/file") && all.includes("- a/socket") && all.at(-1) === "- a");
  assert.equal(all.length, 8);
});

test("a root is walked once, and skipped folders never", () => {
  const walk = walker({ skipFolders: [`${root}/a/b`, `${root}/missing`] });
  const first = shown([...walk.walk(`${root}/a`)]);
  assert.ok(first.includes("item a/file") && !first.some((line) => line.includes("a/b")));
  assert.deepEqual([...walk.walk(`${root}/a`)], []);
});

test("--read-special reads FIFOs like files", () => {
  const fifo = items(events({ readSpecial: true }, "a")).find((entry) => entry.path.endsWith("fifo"));
  assert.equal(fifo?.kind, "special");
  assert.equal(fifo?.item.mode, 0o100600);
});

test("special files are read below one folder only, and others are named", () => {
  fs.symlinkSync("fifo", `${root}/a/to-fifo`);
  const all = { readSpecial: true, specialBelow: `${root}/a/b` };
  assert.deepEqual(
    shown(events(all, "a"))
      .filter((line) => line.includes("fifo"))
      .toSorted(),
    ["left out a/fifo", "left out a/to-fifo", "x a/fifo", "x a/to-fifo"],
  );
  assert.ok(shown(events({ ...all, specialBelow: `${root}/a` }, "a")).includes("item a/fifo"));
  assert.ok(!shown(events({ specialBelow: `${root}/a/b` }, "a")).includes("left out a/fifo"));
  fs.rmSync(`${root}/a/to-fifo`);
});

test("--one-file-system stores the folder of another file system and stays out of it", (context) => {
  const [outer, inner] = ["/dev", "/dev/shm"].map((folder) => fs.statSync(folder, { throwIfNoEntry: false })?.dev);
  if (outer === undefined || inner === undefined || outer === inner) {
    context.skip("/dev/shm is no file system of its own");
    return;
  }
  const marker = fs.mkdtempSync("/dev/shm/walker-");
  const paths = [...walker({ oneFileSystem: true, dryRun: true }).walk("/dev")].map((event) => event.path);
  fs.rmdirSync(marker);
  assert.ok(paths.includes("/dev/shm") && !paths.includes(marker));
});

test("a missing root is a warning in borg's words, without a status", () => {
  const [event, ...rest] = [...walker().walk(`${root}/missing`)];
  assert.ok(event?.type === "warning" && rest.length === 0);
  assert.equal(event.warning.message, `${root}/missing: stat: [Errno 2] No such file or directory: '${root}/missing'`);
  assert.equal(event.warning.exitCode, 107);
});

test("a folder that vanishes on the way is a warning and a status", () => {
  fs.mkdirSync(`${root}/vanishing/inner`, { recursive: true });
  const seen: WalkEvent[] = [];
  for (const event of walker().walk(`${root}/vanishing`)) {
    if (event.type === "item" && event.path.endsWith("vanishing")) fs.rmdirSync(`${root}/vanishing/inner`);
    seen.push(event);
  }
  fs.rmdirSync(`${root}/vanishing`);
  assert.deepEqual(shown(seen), ["item vanishing", "warning vanishing/inner", "E vanishing/inner", "d vanishing"]);
  const warning = seen[1];
  assert.ok(warning?.type === "warning");
  assert.match(warning.warning.message, /inner: stat: \[Errno 2\] No such file or directory: 'inner'$/);
});

test("single() gives one path without what is in it", () => {
  assert.deepEqual(shown([...walker().single(`${root}/a`)]), ["item a", "d a"]);
  assert.deepEqual(shown([...walker().single(`${root}/a/file`)]), ["item a/file"]);
  assert.deepEqual(shown([...walker().single(`${root}/no`)]), ["warning no", "E no"]);
});

test("openEntry() opens the file that was seen, and no other", () => {
  const entry = items(events({}, "a")).find((candidate) => candidate.path.endsWith("deep"));
  assert.ok(entry !== undefined);
  const { fd, stat } = openEntry(entry);
  assert.equal(fs.readFileSync(fd, "utf8"), "22");
  assert.equal(stat.ino, entry.stat.ino);
  platform().close(fd);
  fs.renameSync(`${root}/a/b/deep`, `${root}/a/b/old`);
  assert.throws(() => openEntry(entry), { message: "open: [Errno 2] No such file or directory: 'deep'" });
  fs.writeFileSync(`${root}/a/b/deep`, "another");
  assert.throws(() => openEntry(entry), /^FileError: file inode changed \(race condition\), skipping file: file type/);
  fs.unlinkSync(`${root}/a/b/deep`);
  fs.symlinkSync("old", `${root}/a/b/deep`);
  assert.throws(() => openEntry(entry), { message: "open: [Errno 40] Too many levels of symbolic links: 'deep'" });
  fs.unlinkSync(`${root}/a/b/deep`);
  fs.renameSync(`${root}/a/b/old`, `${root}/a/b/deep`);
});

test("metadata options leave out what they name", () => {
  const [entry] = [...walker({}, { numericIds: true, noctime: true, atime: true }).walk(`${root}/a/file`)];
  assert.ok(entry?.type === "item");
  assert.equal(entry.item.user, null);
  assert.equal(entry.item.ctime, undefined);
  assert.equal(typeof entry.item.atime, "bigint");
});
