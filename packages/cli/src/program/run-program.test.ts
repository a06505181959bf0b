import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { Streams } from "../environment/index.ts";
import { VERSION_LINE } from "../version/index.ts";
import { runCommandLine } from "./index.ts";

process.env["TZ"] = "UTC";
const folder = mkdtempSync(join(tmpdir(), "coffer-cli-"));
after(() => rmSync(folder, { recursive: true }));

class CapturedStreams extends Streams {
  shownOut = "";
  shownErr = "";
  override writeOut(text: string): void {
    this.shownOut += text;
  }
  override writeOutBytes(bytes: Uint8Array): void {
    this.shownOut += Buffer.from(bytes).toString();
  }
  override writeErr(text: string): void {
    this.shownErr += text;
  }
  override writeErrLazily(text: string): void {
    this.shownErr += text;
  }
  override async readLine(): Promise<string | undefined> {
    return await Promise.resolve(undefined);
  }
}

interface Run {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(line: string | readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
  const words = typeof line === "string" ? line.split(" ").filter((word) => word !== "") : line;
  const all = {
    BORG_BASE_DIR: join(folder, "base"),
    BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: "yes",
    BORG_PASSPHRASE: "secret",
    BORG_HOSTNAME: "host",
    BORG_USERNAME: "joe",
    COLUMNS: "80",
    COFFER_THREADS: "0",
    ...env,
  };
  const streams = new CapturedStreams(all);
  const umask = process.umask();
  try {
    const code = await runCommandLine({ program: "/usr/bin/coffer", words, env: all }, streams);
    return { code, out: mask(streams.shownOut), err: mask(streams.shownErr) };
  } finally {
    process.umask(umask);
  }
}

/** Hides what differs from run to run. */
function mask(text: string): string {
  return text
    .replaceAll(folder, "FOLDER")
    .replace(/\b[0-9a-f]{64}\b/g, "ID")
    .replace(/[A-Z][a-z]{2}, \d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, "TIME")
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}/g, "TIME")
    .replace(/"time": [\d.]+/g, '"time": 0')
    .replace(/"duration": [\d.e-]+/g, '"duration": 0.0')
    .replace(/\d+\.\d\d seconds/g, "SECONDS seconds");
}

const repository = join(folder, "repo");
const source = join(folder, "source");

test("a backup and its way back, in words", async (t) => {
  mkdirSync(join(source, "sub"), { recursive: true });
  writeFileSync(join(source, "file"), "some text");
  writeFileSync(join(source, "sub", "other"), "x".repeat(100_000));
  symlinkSync("file", join(source, "link"));
  for (const name of ["file", "sub/other", "sub", "."]) utimesSync(join(source, name), 1_700_000_000, 1_700_000_000);

  await t.test("init says nothing for an unencrypted repository", async () => {
    assert.deepEqual(await run(`init -e none ${repository}`), { code: 0, out: "", err: "" });
    assert.deepEqual(await run(`init -e none ${repository}`), {
      code: 2,
      out: "",
      err: "A repository already exists at FOLDER/repo.\n",
    });
  });

  await t.test("create prints statistics on standard error", async () => {
    const { code, out, err } = await run(`create --stats --list ${repository}::one ${source}`);
    assert.equal(code, 0);
    assert.equal(out, "");
    const lines = err.split("\n");
    const listed = lines.slice(0, 5).toSorted();
    assert.deepEqual(listed, [
      "A FOLDER/source/file",
      "A FOLDER/source/sub/other",
      "d FOLDER/source",
      "d FOLDER/source/sub",
      "s FOLDER/source/link",
    ]);
    const dashes = "-".repeat(78);
    assert.deepEqual(lines.slice(5, 16), [
      dashes,
      "Repository: FOLDER/repo",
      "Archive name: one",
      "Archive fingerprint: ID",
      "Time (start): TIME",
      "Time (end):   TIME",
      "Duration: SECONDS seconds",
      "Number of files: 2",
      "Utilization of max. archive size: 0%",
      dashes,
      "                       Original size      Compressed size    Deduplicated size",
    ]);
    assert.match(lines[16] ?? "", /^This archive: {14}100.01 kB/);
    assert.equal(lines.at(-2), dashes);
  });

  await t.test("create lists only what --filter lets through", async () => {
    const { err } = await run(`create --list --filter=ds ${repository}::two ${source}`);
    assert.deepEqual(err.split("\n").toSorted(), [
      "",
      "d FOLDER/source",
      "d FOLDER/source/sub",
      "s FOLDER/source/link",
    ]);
  });

  await t.test("create answers in JSON", async () => {
    const { out, err } = await run(`create --json --log-json ${repository}::three ${source}`);
    assert.equal(err, "");
    const answer = JSON.parse(out) as Record<string, Record<string, unknown>>;
    assert.deepEqual(Object.keys(answer), ["archive", "cache", "encryption", "repository"]);
    assert.deepEqual(Object.keys(answer["archive"] ?? {}), [
      "command_line",
      "duration",
      "end",
      "id",
      "limits",
      "name",
      "start",
      "stats",
    ]);
    assert.deepEqual(answer["archive"]?.["command_line"], [
      "/usr/bin/coffer",
      "create",
      "--json",
      "--log-json",
      "FOLDER/repo::three",
      "FOLDER/source",
    ]);
    assert.deepEqual(answer["encryption"], { mode: "none" });
  });

  await t.test("create refuses what it cannot do", async () => {
    assert.equal((await run(`create ${repository}::one ${source}`)).err, "Archive one already exists\n");
    const modern = { BORG_EXIT_CODES: "modern" };
    assert.equal((await run(`create ${repository}::one ${source}`, modern)).code, 30);
    const { err, code } = await run(`create ${repository}::x`);
    assert.equal(code, 2);
    assert.ok(err.endsWith("\ncoffer: error: Need at least one PATH argument.\n"));
    const dry = await run(`create --dry-run --stats --list ${repository}::x ${source}/sub`);
    assert.equal(
      dry.err,
      "Ignoring --stats. It is not supported when using --dry-run.\n- FOLDER/source/sub/other\n- FOLDER/source/sub\n",
    );
  });

  await t.test("create warns of what is not there", async () => {
    const { code, err } = await run(`create --show-rc ${repository}::four ${folder}/missing ${source}`);
    assert.equal(code, 1);
    assert.equal(
      err,
      "FOLDER/missing: stat: [Errno 2] No such file or directory: 'FOLDER/missing'\nterminating with warning status, rc 1\n",
    );
    await run(`delete ${repository}::four`);
  });

  await t.test("list shows archives", async () => {
    assert.equal((await run(`list ${repository}`)).out.split("\n")[0], `one${" ".repeat(33)} TIME [ID]`);
    assert.equal((await run(`list --short ${repository}`)).out, "one\ntwo\nthree\n");
    assert.equal((await run(`list --short -P t --last 1 ${repository}`)).out, "three\n");
    assert.equal((await run("list --short", { BORG_REPO: repository })).out, "one\ntwo\nthree\n");
    const { archives } = JSON.parse((await run(`list --json ${repository}`)).out) as { archives: { name: string }[] };
    assert.deepEqual(
      archives.map(({ name }) => name),
      ["one", "two", "three"],
    );
  });

  await t.test("list shows files", async () => {
    const base = source.slice(1);
    const { out } = await run([
      "list",
      "--format",
      "{type}{size:>7} {path}{extra}{NL}",
      `${repository}::one`,
      `${base}/sub`,
    ]);
    assert.equal(out, `d      0 ${base}/sub\n- 100000 ${base}/sub/other\n`);
    const hashed = await run(["list", "--format", "{md5}", `${repository}::one`, `${base}/file`]);
    assert.equal(hashed.out, "552e21cd4cd9918678e3c1a0df491bc3");
  });

  await t.test("list refuses options that do not fit", async () => {
    assert.equal(
      (await run(`list --json ${repository}::one`)).err,
      "Command Error: The --json option is only valid for listing archives, not archive contents.\n",
    );
    assert.equal((await run(`list ${repository}::gone`)).err, "Archive gone does not exist\n");
    assert.equal((await run(`list ${folder}/nothing`)).err, "Repository FOLDER/nothing does not exist.\n");
    const { code, err } = await run("list --rsh=false ssh://host/repo");
    assert.equal(code, 2);
    assert.equal(err, "Connection closed by remote host. Is borg working on the server?\n");
  });

  await t.test("info tells about archive and repository", async () => {
    const { out } = await run(`info ${repository}::one`);
    assert.deepEqual(out.split("\n").slice(0, 12), [
      "Archive name: one",
      "Archive fingerprint: ID",
      "Comment: ",
      "Hostname: host",
      "Username: joe",
      "Time (start): TIME",
      "Time (end): TIME",
      "Duration: SECONDS seconds",
      "Number of files: 2",
      `Working Directory: ${process.cwd()}`,
      "Command line: /usr/bin/coffer create --stats --list FOLDER/repo::one FOLDER/source",
      "Utilization of maximum supported archive size: 0%",
    ]);
    const whole = (await run(`info ${repository}`)).out.split("\n");
    assert.deepEqual(whole.slice(0, 3), ["Repository ID: ID", "Location: FOLDER/repo", "Encrypted: No"]);
  });

  await t.test("extract restores, and warns of paths that match nothing", async () => {
    const target = join(folder, "target");
    mkdirSync(target);
    const before = process.cwd();
    process.chdir(target);
    try {
      const { code, err } = await run(`extract --list ${repository}::one ${source.slice(1)}/file nothing`);
      assert.equal(code, 1);
      assert.equal(err, `${folder.slice(1)}/source/file\nInclude pattern 'nothing' never matched.\n`);
      const modern = await run(`extract ${repository}::one nothing`, { BORG_EXIT_CODES: "modern" });
      assert.equal(modern.code, 101);
    } finally {
      process.chdir(before);
    }
    assert.equal((await run(`extract --stdout ${repository}::one ${source.slice(1)}/file`)).out, "some text");
  });

  await t.test("check is silent when all is well", async () => {
    assert.deepEqual(await run(`check ${repository}`), { code: 0, out: "", err: "" });
    assert.equal(
      (await run(`check --repository-only --first 1 ${repository}`)).err,
      "Command Error: --repository-only contradicts --first, --last, --glob-archives, --prefix and --verify-data arguments.\n",
    );
  });

  await t.test("delete lists what it deletes, compact frees it", async () => {
    const { err } = await run(`delete --list --stats ${repository}::one gone`);
    const lines = err.split("\n");
    assert.equal(lines[0], `Deleting archive: one${" ".repeat(33)} TIME [ID] (1/2)`);
    assert.equal(lines[1], "Archive gone not found (2/2).");
    assert.match(lines[4] ?? "", /^Deleted data: {13}-10\d\.\d\d kB/);
    assert.deepEqual(await run(`compact ${repository}`), { code: 0, out: "", err: "" });
    assert.deepEqual(await run(`break-lock ${repository}`), { code: 0, out: "", err: "" });
    const refused = await run(`delete ${repository}`);
    assert.equal(refused.code, 2);
    assert.ok(
      refused.err.endsWith("Type 'YES' if you understand this and want to continue: Aborting.\nCancelled by user.\n"),
    );
    const sure = { BORG_DELETE_I_KNOW_WHAT_I_AM_DOING: "YES" };
    assert.ok((await run(`delete -v ${repository}`, sure)).err.endsWith("Repository deleted.\nCache deleted.\n"));
  });
});

test("a repository whose path is not UTF-8 is refused", async () => {
  const { code, err } = await run(["init", "-e", "none", `${folder}/x\udcfe`]);
  assert.equal(code, 2);
  assert.equal(err, "Command Error: FOLDER/x\udcfe: the path of a repository must be valid UTF-8\n");
});

test("errors are one line, and one JSON object with --log-json", async () => {
  const { err, code } = await run(`list --log-json --show-rc ${folder}/nothing`);
  assert.equal(code, 2);
  assert.equal(
    err,
    '{"type": "log_message", "time": 0, "message": "Repository FOLDER/nothing does not exist.", "levelname": "ERROR", ' +
      '"name": "borg.archiver", "msgid": "Repository.DoesNotExist"}\n' +
      '{"type": "log_message", "time": 0, "message": "terminating with error status, rc 2", "levelname": "ERROR", ' +
      '"name": "borg.output.show-rc"}\n',
  );
});

test("an encrypted repository warns to keep the key, and knows a wrong passphrase", async () => {
  const place = join(folder, "locked");
  const { err } = await run(`init --encryption=repokey-blake2 ${place}`);
  assert.ok(err.startsWith("\nIMPORTANT: you will need both KEY AND PASSPHRASE to access this repo!\n"));
  const wrong = await run(`list ${place}`, { BORG_PASSPHRASE: "other" });
  assert.equal(wrong.code, 2);
  assert.equal(
    wrong.err,
    "Passphrase supplied in BORG_PASSPHRASE, by BORG_PASSCOMMAND, or via BORG_PASSPHRASE_FD is incorrect.\n",
  );
  assert.deepEqual(await run(`list ${place}`), { code: 0, out: "", err: "" });
});

test("options before the command, help, version and deprecations", async () => {
  assert.deepEqual(await run("-V"), { code: 0, out: `${VERSION_LINE}\n`, err: "" });
  const help = await run("");
  assert.equal(help.code, 0);
  assert.ok(help.out.includes("\nrequired arguments:\n  <command>\n    benchmark  "));
  assert.equal((await run("--info")).out, help.out);
  assert.ok((await run("help list")).out.startsWith("usage: coffer list [-h] [--critical]"));
  assert.ok((await run("help patterns")).out.startsWith("Patterns say which paths"));
  const unknown = await run("help nonsense");
  assert.equal(unknown.code, 2);
  assert.ok(unknown.err.endsWith("    Topics: compression, patterns, placeholders\n"));
  const version = await run("--show-version list /nonexistent-repository");
  assert.ok(version.err.startsWith("borgbackup version 1.4.5\n"));
  const deprecated = await run("list --prefix=x /nonexistent-repository");
  assert.ok(deprecated.err.startsWith('Warning: "--prefix" has been deprecated. Use "--glob-archives'));
  const bypass = await run("create --bypass-lock /r::a /x");
  assert.equal(bypass.err, "Error: Not allowed to bypass locking mechanism for chosen command\n");
});
