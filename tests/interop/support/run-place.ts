import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { findBorgs, temporaryFolder } from "@coffer/testkit/borg";
import { coffermatic } from "@coffer/testkit/borgmatic";
import { type Finished, run, type Started, start } from "@coffer/testkit/run";

const PASSPHRASE = "it's $ecret";
const TIMEOUT_MS = 120_000;

/** A source with a file, a configuration for coffermatic, and a machine of its own: home, and a folder for runs. */
export class RunPlace {
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;

  constructor(context: TestContext) {
    this.folder = temporaryFolder(context);
    for (const name of ["home", "run", "source", "out"]) mkdirSync(join(this.folder, name), { mode: 0o700 });
    writeFileSync(this.file("source/file"), "contents\n");
    const borg = findBorgs().borg14?.path ?? "/";
    this.env = {
      PATH: `${dirname(borg)}:${process.env["PATH"] ?? ""}`,
      HOME: this.file("home"),
      XDG_RUNTIME_DIR: this.file("run"),
      BORG_BASE_DIR: this.file("home"),
      LC_ALL: "C.UTF-8",
      TZ: "UTC",
    };
    this.configure({});
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  configure(more: Readonly<Record<string, unknown>>): void {
    const configuration = {
      source_directories: [this.file("source")],
      repositories: [{ path: this.file("repository"), label: "one", encryption: "repokey-blake2" }],
      encryption_passphrase: PASSPHRASE,
      keep_daily: 1,
      commands: [
        { before: "action", run: [`echo before >>${this.file("hooks")}`] },
        { after: "error", run: [`echo error {repository_label} >>${this.file("hooks")}`] },
      ],
      ...more,
    };
    // JSON is YAML
    writeFileSync(this.file("c.yaml"), JSON.stringify(configuration), { mode: 0o600 });
  }

  /** Runs coffermatic, or another program with its command line. @throws If it fails. */
  async call(...words: readonly string[]): Promise<Finished> {
    return await this.callProgram(coffermatic, words);
  }

  async callProgram(
    program: string,
    words: readonly string[],
    env: Readonly<Record<string, string>> = {},
  ): Promise<Finished> {
    const finished = await this.#run(program, words, env);
    assert.equal(finished.code, 0, `${program} ${words.join(" ")}\n${finished.text}${finished.stderr}`);
    return finished;
  }

  /** Runs coffermatic, which may fail. */
  async attempt(...words: readonly string[]): Promise<Finished> {
    return await this.#run(coffermatic, words);
  }

  /** Starts coffermatic, to be stopped. */
  start(words: readonly string[], env: Readonly<Record<string, string>> = {}): Started {
    return start(coffermatic, ["-c", this.file("c.yaml"), ...words], {
      env: { ...this.env, ...env },
      cwd: this.folder,
    });
  }

  /** What the real borg says, also of a repository that was elsewhere before. @throws If it fails. */
  async borg(...words: readonly string[]): Promise<string> {
    const env = { ...this.env, BORG_PASSPHRASE: PASSPHRASE, BORG_RELOCATED_REPO_ACCESS_IS_OK: "yes" };
    const { code, text, stderr } = await run("borg", words, { env, cwd: this.folder });
    assert.equal(code, 0, stderr);
    return text;
  }

  /** Names of finished archives, as the real borg tells them. */
  async archives(): Promise<string[]> {
    return (await this.borg("list", "--short", this.file("repository"))).split("\n").filter((line) => line !== "");
  }

  /** Named pipes below the folder for runs. */
  pipes(): string[] {
    const found = execFileSync("find", [this.file("run"), "-type", "p"], { encoding: "utf8" });
    return found.split("\n").filter((line) => line !== "");
  }

  assertNothingLeft(): void {
    assert.deepEqual(readdirSync(this.file("run")), []);
  }

  async #run(program: string, words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Finished> {
    const options = { env: { ...this.env, ...env }, cwd: this.folder, timeoutMs: TIMEOUT_MS };
    return await run(program, ["-c", this.file("c.yaml"), ...words], options);
  }
}
