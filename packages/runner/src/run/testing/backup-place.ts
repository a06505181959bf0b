import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import type { ActionRequest } from "../../actions/index.ts";
import type { BuiltInBorg } from "../../borg/index.ts";
import type { Configuration, RepositoryOptions } from "../../config/index.ts";
import type { DrillContext } from "../../drill/index.ts";
import { FanOutLog, type LogRecord } from "../../log/index.ts";
import type { System } from "../../system/index.ts";
import { openEngine } from "../open-borg.ts";
import { runActions } from "../run-actions.ts";
import type { RunOutcome } from "../run-request.ts";

/** What a run has left: outcome, and the log in lines `level message`. */
export interface PlacedRun {
  readonly outcome: RunOutcome;
  readonly logged: readonly string[];
}

/**
 * For tests: sources `s`, a repository `r` and a configuration in a folder of their own. Contents lie in the repository as they are, so that
 * they can be damaged.
 */
export class BackupPlace {
  readonly folder: string;
  /** What the clock says. */
  nowMs: number = Date.now();
  configuration: Configuration;

  /** @param base Where the folder is made. */
  constructor(t: Pick<TestContext, "after">, configuration: Partial<Configuration> = {}, base: string = tmpdir()) {
    this.folder = realpathSync(mkdtempSync(join(base, "coffer-place-")));
    // servers of databases, which run as another user, pass through
    chmodSync(this.folder, 0o711);
    t.after(() => rmSync(this.folder, { recursive: true, force: true }));
    for (const name of ["s", "home", "scratch", "run"]) mkdirSync(this.file(name));
    this.configuration = {
      repositories: [{ path: this.file("r") }],
      source_directories: [this.file("s")],
      encryption_passphrase: "secret",
      compression: "none",
      bootstrap: { store_config_files: false },
      user_runtime_directory: this.file("run"),
      ...configuration,
    };
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  write(name: string, content: string | Uint8Array): void {
    mkdirSync(dirname(this.file(name)), { recursive: true });
    writeFileSync(this.file(name), content);
  }

  /** Makes the repository. */
  async init(): Promise<void> {
    const { engine } = this.drillContext();
    const options = ["--encryption", "authenticated"];
    const output = { kind: "log", level: "debug" } as const;
    await engine.run({ command: ["init"], options, positionals: [this.file("r")], output });
  }

  /** What a drill works with. */
  drillContext(): DrillContext & { readonly engine: BuiltInBorg } {
    const { configuration, folder: workingDirectory } = this;
    const [repository] = configuration.repositories as [RepositoryOptions];
    const tools = {
      system: this.#system,
      log: new FanOutLog([], () => this.nowMs),
      signal: new AbortController().signal,
    };
    const engine = openEngine(configuration, tools);
    return { configuration, repository, workingDirectory, engine, engineOptions: [], ...tools };
  }

  async run(...actions: readonly ActionRequest[]): Promise<PlacedRun> {
    const records: LogRecord[] = [];
    const log = new FanOutLog([{ write: (record) => records.push(record) }], () => this.nowMs);
    const outcome = await runActions(
      {
        configurations: [{ path: "/etc/c.yaml", configuration: this.configuration }],
        configurationPaths: [],
        actions,
        dryRun: false,
      },
      { system: this.#system, log, sinks: new Set(), verbosity: "quiet", signal: new AbortController().signal },
    );
    return { outcome, logged: records.map(({ level, message }) => `${level} ${message}`) };
  }

  /** The environment of a run. */
  get env(): Record<string, string | undefined> {
    const { PATH } = process.env;
    const home = this.file("home");
    return { PATH, HOME: home, BORG_BASE_DIR: home, TMPDIR: this.file("scratch"), COFFER_THREADS: "0" };
  }

  get #system(): System {
    return { env: this.env, cwd: this.folder, home: this.file("home"), nowMs: () => this.nowMs, sleep: async () => {} };
  }

  /** Changes a byte of the repository's files, in the first place where `content` lies. */
  damage(content: string): void {
    for (const name of readdirSync(this.file("r/data"), { recursive: true, encoding: "utf8" })) {
      const path = join(this.file("r/data"), name);
      if (!statSync(path).isFile()) continue;
      const bytes = readFileSync(path);
      const at = bytes.indexOf(content);
      if (at === -1) continue;
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      writeFileSync(path, bytes);
      return;
    }
    throw new Error(`the repository does not hold ${content}`);
  }
}
