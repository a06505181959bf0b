/** What a mount shows, against the source, and against what the real borg's mount shows. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash, randomBytes } from "node:crypto";
import * as fs from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { TestContext } from "node:test";
import { Client, coffer, temporaryFolder } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";
import { compareTrees, makeTree, removeTree } from "@coffer/testkit/tree";
import { run } from "@coffer/testkit/run";
import {
  borgThatMounts,
  isGone,
  isMounted,
  lockHolders,
  Mounts,
  needFuse,
  needRoot,
  unmount,
} from "./support/index.ts";

const skip = needRoot() || needFuse();
const MODE = "repokey-blake2";

interface World {
  readonly folder: string;
  readonly client: Client;
  readonly repository: string;
  readonly source: string;
  /** Mounts; see {@link Mounts.mount}. */
  readonly mount: (words: readonly string[], program?: Program) => Promise<string>;
  readonly mountpoint: () => string;
}

async function world(context: TestContext, mode: string = MODE): Promise<World> {
  const mounts = new Mounts(context);
  const folder = temporaryFolder(context, { inMemory: 300e6 });
  const client = new Client(join(folder, "home"));
  const repository = join(folder, "repository");
  const source = join(folder, "source");
  await client.call(coffer, ["init", "-e", mode, repository]);
  const mount = (words: readonly string[], program: Program = coffer): Promise<string> =>
    mounts.mount(client, program, folder, words);
  return { folder, client, repository, source, mount, mountpoint: () => mounts.folder(folder) };
}

/** What of a name in two mounts is not the same; numbers of inodes are nobody's business. */
async function differences(theirs: string, ours: string): Promise<string[]> {
  const [expected, found] = [await listing(theirs), await listing(ours)];
  return [
    ...[...expected].filter((line) => !found.has(line)).map((line) => `only borg: ${line}`),
    ...[...found].filter((line) => !expected.has(line)).map((line) => `only coffer: ${line}`),
  ];
}

/** A line for each name: everything that `find` can see of it. */
async function listing(folder: string): Promise<ReadonlySet<string>> {
  const format = "%y %m %U %G %s %b %T@ %A@ %C@ %n %l %P\\0";
  const { stdout } = await run("find", [folder, "-mindepth", "1", "-printf", format]);
  return new Set(stdout.toString("latin1").split("\0").map(withoutMadeUpTimes).map(withoutLinkSize));
}

describe("a mount", { skip, timeout: 300_000 }, () => {
  test("shows an archive as its source was, and a repository as folders of archives", async (context) => {
    const { client, repository, source, mount } = await world(context);
    const tree = makeTree(source, { seed: 11, size: "tiny" });
    context.after(() => removeTree(source));
    context.diagnostic(`tree: ${JSON.stringify(tree)}`);
    await client.call(coffer, ["create", `${repository}::one`, "."], { cwd: source });
    const archive = await mount([`${repository}::one`]);
    // Borg's mount has no inode flags, and shows the extended attributes of an item, of which ACLs are none
    const ignore = ["acls", "flags"] as const;
    assert.deepEqual(compareTrees(source, archive, { ignore }), []);
    const whole = await mount([repository]);
    assert.deepEqual(fs.readdirSync(whole), ["one"]);
    assert.deepEqual(compareTrees(source, join(whole, "one"), { ignore }), []);
    assert.throws(() => fs.writeFileSync(join(archive, "new"), ""), { code: "EROFS" });
  });

  test("shows the same as the real borg's", async (context) => {
    const borg = borgThatMounts();
    if (borg === undefined) return context.skip("no borg that can mount");
    const { folder, client, repository, source, mount } = await world(context);
    makeTree(source, { seed: 12, size: "tiny", lockingFlags: false });
    context.after(() => removeTree(source));
    // both of Borg's mounts fail at hard links of devices whose first name is not shown, or in the versions view
    const links = ["-e", "sh:**/special"];
    const create = async (name: string): Promise<void> => {
      await client.call(coffer, ["create", "--atime", ...links, `${repository}::${name}`, "source"], { cwd: folder });
    };
    await create("first");
    fs.writeFileSync(join(source, "changed.tar.gz"), "one");
    await create("second");
    fs.writeFileSync(join(source, "changed.tar.gz"), "two");
    fs.rmSync(join(source, fs.readdirSync(source).sort()[0] ?? ""), { recursive: true, force: true });
    await create("third.checkpoint");
    for (const words of [
      [`${repository}::second`],
      ["--strip-components", "1", `${repository}::second`],
      ["--numeric-ids", "-o", "umask=027,uid=0,gid=0", `${repository}::first`],
      [`${repository}::first`, "@", "re:a$"],
      ["-o", "versions", "--consider-checkpoints", repository],
    ]) {
      const theirs = await mount(words, borg);
      const ours = await mount(words);
      assert.deepEqual(await differences(theirs, ours), [], words.join(" "));
      for (const one of [theirs, ours]) unmount(one);
    }
    for (const words of [
      [repository],
      ["--consider-checkpoints", "--last", "2", repository],
      ["--sort-by", "name", "--first", "1", repository],
    ]) {
      const names: string[][] = [];
      for (const program of [borg, coffer]) {
        names.push(fs.readdirSync(await mount(words, program)));
      }
      assert.deepEqual(names[1], names[0], words.join(" "));
    }
  });

  test("answers several readers at once, at any offset", async (context) => {
    const { client, repository, source, mount } = await world(context);
    fs.mkdirSync(source);
    const content = randomBytes(24_000_000);
    fs.writeFileSync(join(source, "large"), content);
    for (let n = 0; n < 300; n++) fs.writeFileSync(join(source, `small-${n}`), content.subarray(n, n + n * 7));
    await client.call(coffer, ["create", "-C", "none", `${repository}::a`, "."], { cwd: source });
    const shown = await mount([`${repository}::a`]);
    const readers = [0, 1, 2].map(async () => await hashOfProgram("cat", [join(shown, "large")]));
    readers.push(hashOfProgram("sh", ["-c", `cat ${shown}/small-*; cat ${shown}/large`]));
    const sum = createHash("sha256").update(content).digest("hex");
    const names = fs.readdirSync(source).filter((name) => name.startsWith("small"));
    const all = createHash("sha256");
    for (const name of names.sort()) all.update(fs.readFileSync(join(source, name)));
    assert.deepEqual(await Promise.all(readers), [sum, sum, sum, all.update(content).digest("hex")]);
    const file = fs.openSync(join(shown, "large"), "r");
    context.after(() => fs.closeSync(file));
    for (const [offset, size] of [
      [23_999_990, 100],
      [5, 1],
      [8_388_600, 20],
      [12_345_678, 3_000_000],
      [24_000_000, 10],
    ] as const) {
      const bytes = Buffer.alloc(size);
      const count = fs.readSync(file, bytes, 0, size, offset);
      assert.deepEqual(bytes.subarray(0, count), content.subarray(offset, offset + size));
    }
    fs.closeSync(fs.openSync(join(shown, "large"), "r"));
  });

  test("gives an I/O error for a damaged file, and goes on", async (context) => {
    const { client, repository, source, mount } = await world(context, "none");
    fs.mkdirSync(source);
    const [good, bad, lost] = ["good ", "bad ", "lost "].map((word) => word.repeat(50_000)) as [string, string, string];
    for (const [name, text] of Object.entries({ good, bad, lost })) fs.writeFileSync(join(source, name), text);
    await client.call(coffer, ["create", "-C", "none", `${repository}::a`, "."], { cwd: source });
    flipIn(repository, Buffer.from(bad));
    const shown = await mount([`${repository}::a`]);
    assert.throws(() => fs.readFileSync(join(shown, "bad")), { code: "EIO" });
    assert.equal(fs.readFileSync(join(shown, "good"), "utf8"), good);
    assert.throws(() => fs.readFileSync(join(shown, "bad")), { code: "EIO" });
    assert.deepEqual(fs.readdirSync(shown).sort(), ["bad", "good", "lost"]);
    unmount(shown);
    await client.call(coffer, ["check", "--repair", repository], { codes: "any" });

    const refusing = await mount([`${repository}::a`]);
    assert.throws(() => fs.openSync(join(refusing, "bad"), "r"), { code: "EIO" });
    assert.equal(fs.readFileSync(join(refusing, "lost"), "utf8"), lost);
    const allowing = await mount(["-o", "allow_damaged_files", `${repository}::a`]);
    assert.deepEqual(fs.readFileSync(join(allowing, "bad")), Buffer.alloc(bad.length));
  });

  test("holds the lock as long as it lasts, in its own name; umount ends it without a trace", async (context) => {
    const { client, repository, source, mount } = await world(context);
    fs.mkdirSync(source);
    await client.call(coffer, ["create", `${repository}::a`, "."], { cwd: source });
    const shown = await mount([repository]);
    const [pid = 0, ...others] = lockHolders(repository);
    assert.deepEqual(others, []);
    assert.ok(fs.readFileSync(`/proc/${pid}/cmdline`, "latin1").includes("mount"));
    // neither the terminal nor the folder of its caller is kept
    assert.equal(fs.readlinkSync(`/proc/${pid}/cwd`), "/");
    for (const fd of [0, 1, 2]) assert.equal(fs.readlinkSync(`/proc/${pid}/fd/${fd}`), "/dev/null");
    const refused = await client.call(coffer, ["create", "--lock-wait", "0", `${repository}::b`, "."], {
      cwd: source,
      codes: "any",
    });
    assert.match(refused.stderr, /Failed to create\/acquire the lock/);
    await client.call(coffer, ["list", repository]);
    await client.call(coffer, ["umount", shown]);
    assert.ok(!isMounted(shown) && (await isGone(pid)));
    assert.deepEqual(lockHolders(repository), []);
    const again = await client.call(coffer, ["umount", shown], { codes: [1] });
    assert.match(again.stderr, /not found|not mounted|Invalid argument/);
  });

  test("ends at a signal: unmounted by Ctrl-C in the foreground, an error to look at otherwise", async (context) => {
    const { client, repository, source, mount, mountpoint } = await world(context);
    fs.mkdirSync(source);
    await client.call(coffer, ["create", `${repository}::a`, "."], { cwd: source });
    for (const signal of ["SIGINT", "SIGTERM"] as const) {
      const point = mountpoint();
      const foreground = client.start(coffer, ["mount", "-f", repository, point]);
      while (!isMounted(point) || lockHolders(repository).length === 0) await new Promise((ok) => setTimeout(ok, 20));
      process.kill(lockHolders(repository)[0] ?? 0, signal);
      assert.equal((await foreground.finished).code, 0);
      assert.equal(isMounted(point), signal === "SIGTERM");
      if (signal === "SIGTERM") assert.throws(() => fs.readdirSync(point), { code: "ENOTCONN" });
      assert.deepEqual(lockHolders(repository), []);
    }
    const left = await mount([repository]);
    const [pid = 0] = lockHolders(repository);
    process.kill(pid, "SIGTERM");
    assert.ok(await isGone(pid));
    assert.throws(() => fs.readdirSync(left), { code: "ENOTCONN" });
    assert.deepEqual(lockHolders(repository), []);
  });

  test("takes the passphrase wherever it comes from", async (context) => {
    const { folder, client, repository, source, mountpoint } = await world(context);
    fs.mkdirSync(source);
    await client.call(coffer, ["create", `${repository}::a`, "."], { cwd: source });
    const point = mountpoint();
    const { BORG_PASSPHRASE: passphrase = "", ...env } = client.env;
    const words = ["-c", '"$0" mount "$1" "$2" 7<<<"$3"', coffer.path, repository, point, passphrase];
    const mounting = await run("bash", words, { env: { ...env, BORG_PASSPHRASE_FD: "7" } });
    assert.equal(mounting.code, 0, mounting.stderr);
    assert.deepEqual(fs.readdirSync(point), ["a"]);
    const wrong = await run(coffer.path, ["mount", repository, folder], {
      env: { ...env, BORG_PASSCOMMAND: "echo wrong" },
    });
    assert.equal(wrong.code, 2);
    assert.match(wrong.stderr, /Passphrase supplied in .* is incorrect/);
  });

  test("does not lose bytes of arguments on the way to the background", async (context) => {
    const { client, repository, mountpoint } = await world(context);
    const words = ["-c", `"$0" mount "$1" "$2" $'x\\xff'`, coffer.path, repository, mountpoint()];
    const { code, stderr } = await run("bash", words, { env: { ...client.env } });
    assert.equal(code, 2);
    assert.match(stderr, /arguments that are not UTF-8 .* --foreground/);
    assert.deepEqual(lockHolders(repository), []);
  });

  test("refuses in Borg's words", async (context) => {
    const borg = borgThatMounts();
    if (borg === undefined) return context.skip("no borg that can mount");
    const { folder, client, repository, mountpoint } = await world(context);
    const point = mountpoint();
    for (const words of [
      [`${repository}::nope`, point],
      [repository, join(folder, "missing")],
      [join(folder, "nothing"), point],
      ["-o", "foo,bar=1", repository, point],
      ["-o", "versions", `${repository}::nope`, point],
      ["-o", "ro", "-o", "rw", repository, point],
      [repository],
    ]) {
      const theirs = await refusal(client, borg, words);
      assert.deepEqual(await refusal(client, coffer, words), theirs, words.join(" "));
    }
    assert.ok(!isMounted(point));
    assert.deepEqual(lockHolders(repository), []);
  });
});

async function refusal(client: Client, program: Program, words: readonly string[]): Promise<unknown> {
  const { code, stderr, text } = await client.call(program, ["mount", ...words], { codes: "any" });
  // usage differs by the name of the program; borg 1.2 says less, and one thing in other words;
  // libfuse 2, which some borgs have, names the first unknown option where libfuse 3 names all
  const lines = stderr.split("\n").filter((line) => !/^(?:usage| )|FUSE mount failed/.test(line));
  const plain = lines.map((line) =>
    line
      .replace(/^\S+ mount: error/, "error")
      .replace("Runtime Error: ", "")
      .replace("Mountpoint", "Mount point")
      .replace(/^(fuse: unknown option).*/, "$1"),
  );
  return { code, text, lines: plain };
}

/** Folders that no item describes have the time of the mount. */
function withoutMadeUpTimes(line: string): string {
  const now = String(Date.now()).slice(0, 6);
  return line.startsWith("d ") ? line.replaceAll(new RegExp(`\\b${now}\\d{4}\\.\\d+`, "g"), "TIME") : line;
}

/** Borg counts the characters of a link's target where systems count bytes. */
function withoutLinkSize(line: string): string {
  return line.startsWith("l ") ? line.replace(/^((?:\S+ ){4})\d+/, "$1-") : line;
}

function hashOfProgram(program: string, words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] });
    const hash = createHash("sha256");
    child.stdout.on("data", (bytes: Buffer) => hash.update(bytes));
    child.once("error", reject);
    child.once("close", () => resolve(hash.digest("hex")));
  });
}

/** Flips a bit in the middle of stored plaintext. */
function flipIn(repository: string, plaintext: Buffer): void {
  const folder = join(repository, "data/0");
  for (const name of fs.readdirSync(folder)) {
    const bytes = fs.readFileSync(join(folder, name));
    const at = bytes.indexOf(plaintext);
    if (at < 0) continue;
    bytes[at + 1000] = (bytes[at + 1000] ?? 0) ^ 1;
    fs.writeFileSync(join(folder, name), bytes);
    return;
  }
  assert.fail("the plaintext is not there");
}
