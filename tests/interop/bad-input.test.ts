import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  closeSync,
  constants,
  cpSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { crc32 } from "node:zlib";
import { Client, coffer, temporaryFolder } from "@coffer/testkit/borg";
import type { CallOptions, Program } from "@coffer/testkit/borg";
import { needBorg, needRoot, readLog } from "./support/index.ts";

/** Where one program meets one case: a folder with `repository` (archive `first` of `source`), `source` and `home`. */
interface Scene {
  readonly folder: string;
  readonly repository: string;
  readonly source: string;
  readonly client: Client;
  readonly program: Program;
}

/** One way to be used wrongly. The real borg says what the answer is. */
interface Case {
  readonly name: string;
  readonly prepare?: (scene: Scene) => void | Promise<void>;
  readonly args: (scene: Scene) => string[];
  readonly options?: (scene: Scene) => CallOptions;
  /** What else happens while the program runs. */
  readonly during?: (scene: Scene) => Promise<void>;
  /** Needs root: the program runs as somebody else. */
  readonly asNobody?: boolean;
  /** What the borg must answer, so that the case itself is proved (BORG_EXIT_CODES=modern). */
  readonly code: number;
  /** Where coffer answers with another code, on purpose. */
  readonly ours?: number;
  /** Compare exit codes, and that both say this, instead of every word. */
  readonly says?: RegExp;
}

const MANIFEST_ID = "0".repeat(64);
const NOBODY = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"];
const FOREIGN_LOCK = "elsewhere@12345.4711-0";

const CASES: readonly Case[] = [
  { name: "missing repository", args: ({ folder }) => ["list", join(folder, "nowhere")], code: 13 },
  { name: "folder that is no repository", args: ({ source }) => ["list", source], code: 15 },
  {
    name: "missing repository in create",
    args: ({ folder, source }) => ["create", `${join(folder, "nowhere")}::a`, source],
    code: 13,
  },
  {
    name: "config without a repository section",
    prepare: ({ repository }) => writeFileSync(join(repository, "config"), "[repo]\nversion = 1\n"),
    args: ({ repository }) => ["list", repository],
    code: 16,
  },
  {
    name: "config of another version",
    prepare: ({ repository }) => edit(join(repository, "config"), "version = 1", "version = 2"),
    args: ({ repository }) => ["list", repository],
    code: 16,
  },
  {
    name: "config with a segment size that is too large",
    prepare: ({ repository }) =>
      edit(join(repository, "config"), /max_segment_size = \d+/, "max_segment_size = 999999999999"),
    args: ({ repository }) => ["list", repository],
    code: 16,
  },
  {
    name: "locked repository",
    prepare: ({ repository }) => {
      mkdirSync(join(repository, "lock.exclusive"));
      writeFileSync(join(repository, "lock.exclusive", FOREIGN_LOCK), "");
    },
    args: ({ repository }) => ["list", "--lock-wait", "0", repository],
    code: 73,
  },
  {
    name: "repository with a reader, in create",
    prepare: ({ repository }) => {
      writeFileSync(join(repository, "lock.roster"), JSON.stringify({ shared: [["elsewhere@12345", 4711, 0]] }));
    },
    args: ({ repository, source }) => ["create", "--lock-wait", "0", `${repository}::b`, source],
    code: 73,
  },
  {
    name: "lock of a process of this machine that is gone",
    prepare: ({ repository }) => {
      mkdirSync(join(repository, "lock.exclusive"));
      writeFileSync(join(repository, "lock.exclusive", `${hostname()}@0.999999999-0`), "");
    },
    args: ({ repository }) => ["list", "--short", "--lock-wait", "2", repository],
    options: () => ({ env: { BORG_HOST_ID: `${hostname()}@0` } }),
    code: 0,
  },
  {
    name: "wrong passphrase",
    args: ({ repository }) => ["list", repository],
    options: () => ({ env: { BORG_PASSPHRASE: "wrong" } }),
    code: 52,
  },
  {
    name: "passphrase command that fails",
    args: ({ repository }) => ["list", repository],
    options: () => ({ env: { BORG_PASSPHRASE: "", BORG_PASSCOMMAND: "false" } }),
    code: 52,
  },
  {
    name: "key file that is not there",
    args: ({ folder }) => ["list", join(folder, "keyfile")],
    options: ({ folder }) => ({ env: { BORG_KEYS_DIR: join(folder, "no-keys") } }),
    code: 42,
  },
  {
    name: "repokey that is not there",
    prepare: ({ repository }) => edit(join(repository, "config"), /^key = (?:.*\n)(?:\s+.*\n)*/m, ""),
    args: ({ repository }) => ["list", repository],
    code: 44,
  },
  {
    name: "unknown key type",
    prepare: ({ repository }) => rewriteManifest(repository, (data) => data.writeUInt8(0x55, 0)),
    args: ({ repository }) => ["list", repository],
    code: 48,
  },
  {
    name: "manifest that was tampered with",
    prepare: ({ repository }) => rewriteManifest(repository, (data) => data.writeUInt8((data[60] ?? 0) ^ 1, 60)),
    args: ({ repository }) => ["list", repository],
    // Borg has this error outside of its families: no code of its own, and a traceback. We give the code of an IntegrityError
    code: 2,
    ours: 90,
    says: /MAC Authentication failed/i,
  },
  {
    name: "archive name that exists",
    args: ({ repository, source }) => ["create", `${repository}::first`, source],
    code: 30,
  },
  { name: "archive that is not there, list", args: ({ repository }) => ["list", `${repository}::nothing`], code: 31 },
  { name: "archive that is not there, info", args: ({ repository }) => ["info", `${repository}::nothing`], code: 31 },
  {
    name: "archive that is not there, extract",
    args: ({ repository }) => ["extract", `${repository}::nothing`],
    code: 31,
  },
  {
    name: "archive that is not there, delete",
    args: ({ repository }) => ["delete", `${repository}::nothing`],
    code: 1,
    says: /nothing/,
  },
  { name: "init over a repository", args: ({ repository }) => ["init", "-e", "repokey", repository], code: 10 },
  { name: "init over files", args: ({ source }) => ["init", "-e", "repokey", source], code: 19 },
  { name: "init below nothing", args: ({ folder }) => ["init", "-e", "repokey", join(folder, "a/b/c")], code: 18 },
  { name: "init without a mode", args: ({ folder }) => ["init", join(folder, "new")], code: 2, says: /encryption/ },
  { name: "unknown command", args: () => ["frobnicate"], code: 2, says: /frobnicate/ },
  {
    name: "unknown option",
    args: ({ repository }) => ["list", "--frobnicate", repository],
    code: 2,
    says: /frobnicate/,
  },
  {
    name: "no archive where one is needed",
    args: ({ repository }) => ["extract", repository],
    code: 2,
    says: /archive/i,
  },
  {
    name: "bad compression",
    args: ({ repository, source }) => ["create", "-C", "zip", `${repository}::b`, source],
    code: 2,
    says: /-C|compression/,
  },
  {
    name: "bad placeholder",
    args: ({ repository, source }) => ["create", `${repository}::{nonsense}`, source],
    code: 6,
  },
  {
    name: "path that is not there",
    args: ({ repository }) => ["create", "--list", `${repository}::b`, "plain", "missing"],
    options: ({ source }) => ({ cwd: source }),
    code: 107,
  },
  {
    name: "pattern that never matches",
    args: ({ repository }) => ["extract", `${repository}::first`, "no/such/path"],
    options: ({ folder }) => ({ cwd: join(folder, "target") }),
    code: 101,
  },
  {
    name: "unknown unencrypted repository",
    args: ({ folder }) => ["list", join(folder, "none")],
    options: ({ folder }) => ({
      env: { BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: "no", BORG_BASE_DIR: join(folder, "fresh") },
    }),
    code: 60,
  },
  {
    name: "repository that was moved",
    prepare: ({ repository, folder }) => renameSync(repository, join(folder, "elsewhere")),
    args: ({ folder }) => ["list", join(folder, "elsewhere")],
    options: () => ({ env: { BORG_RELOCATED_REPO_ACCESS_IS_OK: "no" } }),
    code: 62,
  },
  {
    name: "manifest older than the one seen before",
    prepare: ({ client }) => replaceInSecurity(client),
    args: ({ repository }) => ["list", repository],
    code: 64,
  },
  {
    name: "quota that does not suffice",
    prepare: ({ repository, source }) => {
      edit(join(repository, "config"), /storage_quota = \d+/, "storage_quota = 20000");
      writeFileSync(join(source, "large"), Buffer.alloc(3e6, "0123456789abcdef"));
    },
    args: ({ repository, source }) => ["create", "-C", "none", `${repository}::b`, source],
    code: 20,
  },
  {
    name: "repository that may not be written",
    args: ({ repository }) => ["list", repository],
    asNobody: true,
    code: 72,
    says: /Failed to create\/acquire the lock .*lock.exclusive \(\[Errno 13\] Permission denied/,
  },
  {
    name: "repository in a folder that may not be entered",
    prepare: ({ repository, folder }) => {
      mkdirSync(join(folder, "closed"), { mode: 0o700 });
      renameSync(repository, join(folder, "closed/repository"));
    },
    args: ({ folder }) => ["list", join(folder, "closed/repository")],
    asNobody: true,
    code: 2,
    says: /Permission denied/,
  },
  {
    name: "file that may not be read",
    prepare: ({ folder, source }) => {
      keepOnly(source, ["plain"]);
      chmodSync(join(source, "plain"), 0);
      giveToNobody(folder, "repository");
      giveToNobody(folder, "home");
    },
    args: ({ repository }) => ["create", "--list", `${repository}::b`, "."],
    options: ({ source }) => ({ cwd: source }),
    asNobody: true,
    code: 105,
  },
  {
    name: "folder that may not be read",
    prepare: ({ folder, source }) => {
      keepOnly(source, []);
      mkdirSync(join(source, "closed"));
      chmodSync(join(source, "closed"), 0);
      giveToNobody(folder, "repository");
      giveToNobody(folder, "home");
    },
    args: ({ repository }) => ["create", "--list", `${repository}::b`, "."],
    options: ({ source }) => ({ cwd: source }),
    asNobody: true,
    code: 105,
  },
  {
    name: "target that may not be written",
    prepare: ({ folder }) => {
      giveToNobody(folder, "repository");
      giveToNobody(folder, "home");
    },
    args: ({ repository }) => ["extract", `${repository}::first`],
    options: ({ folder }) => ({ cwd: join(folder, "target") }),
    asNobody: true,
    code: 105,
    says: /Permission denied/,
  },
  {
    name: "file that changes while it is read",
    prepare: ({ source }) => writeFileSync(join(source, "growing"), Buffer.alloc(50e6, "grow")),
    args: ({ repository }) => ["create", "-C", "none", "--list", "--filter", "C", `${repository}::b`, "growing"],
    options: ({ source }) => ({ cwd: source }),
    during: keepGrowing,
    code: 100,
    says: /growing: file changed while we backed it up/,
  },
  {
    name: "file that vanishes during the run",
    prepare: ({ source }) => {
      spawnSync("mkfifo", [join(source, "a-pipe")]);
      writeFileSync(join(source, "z-vanishing"), "soon gone");
    },
    args: ({ repository }) => ["create", "--read-special", "--list", `${repository}::b`, "."],
    options: ({ source }) => ({ cwd: source }),
    during: vanish,
    code: 107,
    says: /z-vanishing: (?:stat|open): \[Errno 2\] No such file or directory: '?(?:\.\/)?z-vanishing/,
  },
  {
    name: "symlink that dangles as the source",
    prepare: ({ source }) => symlinkSync("nowhere", join(source, "dangling")),
    args: ({ repository }) => ["create", "--list", `${repository}::b`, "dangling"],
    options: ({ source }) => ({ cwd: source }),
    code: 0,
  },
];

const needed = needBorg();

describe("bad input gets the real borg's words and code", { skip: needed.skip, timeout: 900_000 }, () => {
  let folder = "";
  const cleaners: (() => void)[] = [];

  before(async () => {
    folder = temporaryFolder({ after: (clean) => cleaners.push(clean as () => void) });
    await makePristine(folder);
  });
  after(() => {
    for (const clean of cleaners) clean();
  });

  for (const one of CASES) {
    const skip = one.asNobody === true ? needRoot() || nobodyCannotReach() : false;
    test(one.name, { skip }, async () => {
      const control = await play(folder, one, needed.borg ?? assert.fail(), "modern");
      assert.equal(control.code, one.code, `the case itself is wrong: borg says ${control.code}\n${control.words}`);
      if (one.says !== undefined) assert.match(control.words, one.says, "the case itself is wrong");
      const ours = await play(folder, one, coffer, "modern");
      assert.equal(ours.code, one.ours ?? control.code, ours.words);
      if (one.says === undefined) assert.equal(ours.words, control.words);
      else assert.match(ours.words, one.says);
      // the old way: 0, 1 or 2 (a signal apart)
      const legacy = await play(folder, one, coffer, "legacy");
      assert.equal(legacy.code, one.code === 0 ? 0 : one.code === 1 || one.code >= 100 ? 1 : 2, legacy.words);
    });
  }
});

async function makePristine(folder: string): Promise<void> {
  const borg = needed.borg ?? assert.fail();
  const scene = sceneIn(join(folder, "pristine"), borg);
  mkdirSync(join(scene.source, "folder"), { recursive: true });
  writeFileSync(join(scene.source, "plain"), "plain");
  writeFileSync(join(scene.source, "folder/deep"), "deep");
  mkdirSync(join(scene.folder, "target"));
  await scene.client.call(borg, ["init", "-e", "repokey", "--storage-quota", "1G", scene.repository]);
  await scene.client.call(borg, ["create", `${scene.repository}::first`, "."], { cwd: scene.source });
  await scene.client.call(borg, ["init", "-e", "keyfile", join(scene.folder, "keyfile")]);
  await scene.client.call(borg, ["init", "-e", "none", join(scene.folder, "none")]);
}

function sceneIn(folder: string, program: Program): Scene {
  mkdirSync(folder, { recursive: true });
  return {
    folder,
    repository: join(folder, "repository"),
    source: join(folder, "source"),
    client: new Client(join(folder, "home")),
    program,
  };
}

/** Plays one case in a fresh copy that lies at the same path for every program. */
async function play(
  folder: string,
  one: Case,
  program: Program,
  codes: "modern" | "legacy",
): Promise<{ code: number; words: string }> {
  const place = join(folder, "scene");
  spawnSync("chmod", ["-R", "u+rwX", place]);
  rmSync(place, { recursive: true, force: true });
  cpSync(join(folder, "pristine"), place, { recursive: true, preserveTimestamps: true });
  // the security folder remembers where the repository was
  spawnSync("sh", [
    "-c",
    `printf %s "$1" | tee "$2"/home/.config/borg/security/*/location`,
    "sh",
    `${place}/repository`,
    place,
  ]);
  spawnSync("chmod", ["a+rx", folder, place]);
  const scene = sceneIn(place, program);
  await one.prepare?.(scene);
  const options = one.options?.(scene) ?? {};
  const call = scene.client.call(program, one.args(scene), {
    codes: "any",
    timeoutMs: 90_000,
    ...(one.asNobody === true ? { prefix: NOBODY } : {}),
    ...options,
    env: { BORG_EXIT_CODES: codes, ...options.env },
  });
  const [finished] = await Promise.all([call, one.during?.(scene)]);
  assert.ok(!finished.timedOut, `${program.name} hangs\n${finished.stderr}`);
  return { code: finished.code, words: normalized(finished.text + finished.stderr) };
}

/** What may differ between two runs of one program: process ids, times, the ends of progress lines. */
function normalized(text: string): string {
  return text
    .replaceAll(/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?/g, "<time>")
    .replaceAll(/[A-Z][a-z]{2}, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, "<time>")
    .trimEnd();
}

function edit(file: string, pattern: string | RegExp, replacement: string): void {
  const text = readFileSync(file, "latin1");
  const edited = text.replace(pattern, replacement);
  assert.notEqual(edited, text, `${file} holds no ${pattern}`);
  writeFileSync(file, edited, "latin1");
}

/** Changes the stored manifest and mends the checksum of its log entry. */
function rewriteManifest(repository: string, change: (data: Buffer) => void): void {
  const entry = readLog(repository).findLast(({ id, tag }) => id === MANIFEST_ID && tag === "PUT") ?? assert.fail();
  const bytes = readFileSync(entry.file);
  const end = entry.offset + bytes.readUInt32LE(entry.offset + 4);
  change(bytes.subarray(entry.offset + 41, end));
  bytes.writeUInt32LE(crc32(bytes.subarray(entry.offset + 4, end)), entry.offset);
  writeFileSync(entry.file, bytes);
}

function replaceInSecurity(client: Client): void {
  const found = spawnSync("sh", [
    "-c",
    `for f in "$1"/security/*/manifest-timestamp; do printf %s 2099-01-01T00:00:00.000000 > "$f"; done`,
    "sh",
    client.configFolder,
  ]);
  assert.equal(found.status, 0);
}

/** Files come in the order of their inode numbers, which a copy may turn round. */
function keepOnly(source: string, names: readonly string[]): void {
  for (const name of readdirSync(source)) if (!names.includes(name)) rmSync(join(source, name), { recursive: true });
}

function giveToNobody(folder: string, name: string): void {
  assert.equal(spawnSync("chown", ["-R", "65534:65534", join(folder, name)]).status, 0);
}

function nobodyCannotReach(): false | string {
  const asNobody = (...command: string[]): boolean =>
    spawnSync("setpriv", [...NOBODY.slice(1), ...command]).status === 0;
  if (!asNobody("test", "-r", coffer.path)) return "the checkout cannot be read by other users";
  if (!asNobody(needed.borg?.path ?? "false", "--version")) return "the real borg cannot be run by other users";
  return false;
}

/** Appends to the file until the program is done with it. */
async function keepGrowing({ source, repository }: Scene): Promise<void> {
  const file = join(source, "growing");
  const script = `i=0; while [ $i -lt 8000 ] && [ -e "$1" ]; do echo more >> "$1"; i=$((i+1)); sleep 0.002; done`;
  const writer = spawn("sh", ["-c", script, "sh", file], { stdio: "ignore" });
  const deadline = Date.now() + 60_000;
  // the archive is there when the program has ended: its lock is gone
  await untilIdle(repository, deadline);
  writer.kill();
  await once(writer, "close");
}

async function untilIdle(repository: string, deadline: number): Promise<void> {
  const busy = (): boolean => spawnSync("test", ["-e", join(repository, "lock.exclusive")]).status === 0;
  while (!busy() && Date.now() < deadline) await pause(20);
  while (busy() && Date.now() < deadline) await pause(50);
}

/** Removes a file while the program waits for a pipe that sorts before it. */
async function vanish({ source }: Scene): Promise<void> {
  const pipe = await openForWriting(join(source, "a-pipe"), Date.now() + 60_000);
  // the program has listed the folder and holds the pipe open
  rmSync(join(source, "z-vanishing"));
  writeSync(pipe, "through the pipe");
  closeSync(pipe);
}

/** Opens a pipe as soon as somebody reads it. */
async function openForWriting(path: string, deadline: number): Promise<number> {
  for (;;) {
    try {
      return openSync(path, constants.O_WRONLY | constants.O_NONBLOCK);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENXIO" || Date.now() > deadline) throw error;
      await pause(20);
    }
  }
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
