import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { test, type TestContext } from "node:test";
import { Client, coffer, type Program, temporaryFolder, theBorgs } from "@coffer/testkit/borg";
import { archiveNames, assertSameFiles, needBorg } from "./support/index.ts";

/** The assistant, the browser and the timer as a person meets them: the built program, a real repository, a terminal. */
const coffermatic: Program = { ...coffer, path: `${coffer.path}matic` };
const needed = needBorg();

test("setup leaves a configuration, a repository and an archive that the real borgs read", needed, async (t) => {
  const { client, folder, repository, configuration } = await setUp(t);
  assert.equal(statSync(configuration).mode & 0o777, 0o600);
  assert.equal(statSync(join(folder, "key")).mode & 0o777, 0o600);
  assert.match(readFileSync(join(folder, "key"), "utf8"), /BORG PAPER KEY/);
  for (const borg of theBorgs()) {
    const [name = ""] = await archiveNames(client, borg, repository);
    const target = join(folder, `extracted-${borg.name}`);
    mkdirSync(target);
    await client.call(borg, ["extract", `${repository}::${name}`], { cwd: target });
    assertSameFiles(join(target, folder, "source"), join(folder, "source"));
  }
  const again = await client.call(coffermatic, ["-c", configuration, "setup", "--answers", join(folder, "answers")], {
    codes: [1],
  });
  assert.match(again.stderr, /is there already/);
});

test("browse shows archives and folders on a terminal and restores a file", needed, async (t) => {
  if (spawnSync("script", ["--version"]).error !== undefined)
    return t.skip("no script (util-linux) to make a terminal");
  const { client, folder, configuration } = await setUp(t);
  const words = `stty rows 20 cols 100; exec ${coffermatic.path} -c ${configuration} browse`;
  const browser = new TerminalSession(t, words, folder, client.env);
  await browser.see("Repositories");
  await browser.type("\r", `${hostname()}-`);
  await browser.type("\r", folder.split("/")[1] ?? "");
  for (const name of folder.split("/").slice(1)) {
    await browser.type(`/${name}\r\r`, `› ${name}`);
  }
  await browser.type("/source\r\r", "› source");
  await browser.type("/hello\r\r", "Hello, world.");
  await browser.type("r\r", "Restored into");
  assert.equal(await browser.end("q"), 0);
  assert.equal(readFileSync(join(folder, "restored", folder, "source", "hello.txt"), "utf8"), "Hello, world.\n");
});

test("the line that schedule install gives to cron makes an archive in a bare environment", needed, async (t) => {
  const { client, folder, repository, configuration } = await setUp(t);
  const [borg] = theBorgs();
  assert.ok(borg !== undefined);
  writeFileSync(configuration, `${readFileSync(configuration, "utf8")}local_path: ${borg.path}\n`);
  const [tools, table] = [join(folder, "tools"), join(folder, "crontab")];
  mkdirSync(tools);
  writeFileSync(table, "MAILTO=root\n");
  writeFileSync(
    join(tools, "crontab"),
    `#!/bin/sh\nif [ "$1" = -l ]; then cat '${table}'; else cat >'${table}'; fi\n`,
    {
      mode: 0o755,
    },
  );
  const words = ["-c", configuration, "schedule", "install", "--cron", "--user", "--when", "30 2 * * *"];
  await client.call(coffermatic, words, { env: { PATH: `${tools}:${client.env["PATH"]}` } });
  const line = /^30 2 \* \* \* (.*)$/m.exec(readFileSync(table, "utf8"))?.[1] ?? "";
  const env = {
    HOME: client.home,
    LOGNAME: "root",
    SHELL: "/bin/sh",
    PATH: "/usr/bin:/bin",
    COFFERMATIC_ENGINE: "borg",
  };
  const { status, stdout, stderr } = spawnSync("/bin/sh", ["-c", line], { env, cwd: "/", encoding: "utf8" });
  assert.deepEqual([status, stdout, stderr], [0, "", ""]);
  assert.equal((await archiveNames(client, borg, repository)).length, 2);
});

interface SetUp {
  readonly client: Client;
  readonly folder: string;
  readonly repository: string;
  readonly configuration: string;
}

/** Answers the assistant's questions and has it do all but the timer. */
async function setUp(t: TestContext): Promise<SetUp> {
  const folder = temporaryFolder(t);
  const [borg] = theBorgs();
  assert.ok(borg !== undefined);
  const path = [dirname(borg.path), process.env["PATH"]].join(delimiter);
  const passphrase = "p a$s 'w' {o} ${R} \"d\"";
  const client = new Client(join(folder, "home"), { passphrase, env: { PATH: path, COFFERMATIC_ENGINE: "borg" } });
  mkdirSync(join(folder, "source/deep/er"), { recursive: true });
  writeFileSync(join(folder, "source/hello.txt"), "Hello, world.\n");
  writeFileSync(join(folder, "source/deep/er/file"), "x".repeat(100_000));
  const [repository, configuration] = [join(folder, "repository"), join(folder, "config.yaml")];
  const answers = {
    ...{ sources: join(folder, "source"), repository, passphrase, key: join(folder, "key") },
    ...{ keep: "3 2 1", backup: "yes", schedule: "no" },
  };
  writeFileSync(join(folder, "answers"), JSON.stringify(answers));
  await client.call(coffermatic, ["-c", configuration, "setup", "--answers", join(folder, "answers")]);
  return { client, folder, repository, configuration };
}

/** A program on a terminal of its own. */
class TerminalSession {
  readonly #child;
  readonly #ended: Promise<number>;
  #seen = "";
  #wake = (): void => {};

  constructor(t: TestContext, words: string, cwd: string, env: Readonly<Record<string, string>>) {
    this.#child = spawn("script", ["-qec", words, "/dev/null"], {
      cwd,
      env: { ...env, TERM: "xterm", SHELL: "/bin/sh" },
    });
    this.#child.stdout.setEncoding("utf8").on("data", (text: string) => {
      this.#seen += text;
      this.#wake();
    });
    this.#ended = new Promise((resolve) => this.#child.once("close", (code) => resolve(code ?? -1)));
    t.after(() => this.#child.kill("SIGKILL"));
  }

  /** Types `keys` and waits until `text` appears after that. */
  async type(keys: string, text: string): Promise<void> {
    this.#seen = "";
    this.#child.stdin.write(keys);
    await this.see(text);
  }

  async see(text: string): Promise<void> {
    const deadline = AbortSignal.timeout(120_000);
    while (!this.#seen.includes(text)) {
      assert.ok(!deadline.aborted, `never saw ${text} in ${JSON.stringify(this.#seen)}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, 500);
      });
    }
  }

  /** @returns The exit code. */
  async end(keys: string): Promise<number> {
    this.#child.stdin.write(keys);
    return await this.#ended;
  }
}
