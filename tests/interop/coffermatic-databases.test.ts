import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { test, type TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { findBorgs, temporaryFolder } from "@coffer/testkit/borg";
import { coffermatic, findBorgmatics } from "@coffer/testkit/borgmatic";
import { databasePeers, type DatabaseServer, startMariadb, startPostgresql } from "@coffer/testkit/databases";
import { descendants, type Finished, isRunning, run, type RunOptions, start, type Started } from "@coffer/testkit/run";

/**
 * The whole of coffermatic with real databases: what one program has put into an archive, the other restores; and what becomes of dumps
 * that fail or are cut off.
 */
const { borg14 } = findBorgs();
const { borgmatic17, borgmatic21 } = findBorgmatics();
const { postgresql, mariadb, sqlite } = databasePeers();
/** The built-in engine is what coffermatic uses unless told otherwise. */
const DRIVING_BORG = { COFFERMATIC_ENGINE: "borg" };
const ROWS = "1\tO'Brien; -- ünï\n2\tplain\n";
const isMissing = borg14 === undefined || sqlite === undefined;

test("archives of coffermatic and of borgmatic are restored by the other", { skip: isMissing }, async (t) => {
  const place = await somePlace(t);
  const scene = await someDatabases(t, place);
  const flat = place.configuration("flat.yaml", { ...place.common, ...scene.options });

  await t.test("made by coffermatic, restored by borgmatic 2.1", { skip: borgmatic21 === undefined }, async () => {
    await place.succeed(coffermatic, ["-c", flat, "create"]);
    scene.spoil();
    await place.succeed(borgmatic21 ?? "", ["-c", flat, "restore", "--archive", "latest"]);
    scene.compare();
  });

  await t.test("made by borgmatic 2.1, restored by coffermatic", { skip: borgmatic21 === undefined }, async () => {
    await place.succeed(borgmatic21 ?? "", ["-c", flat, "create"]);
    scene.spoil();
    await place.succeed(coffermatic, ["-c", flat, "restore", "--archive", "latest"], DRIVING_BORG);
    scene.compare();
  });

  await t.test("made by borgmatic 1.7, restored by coffermatic", { skip: borgmatic17 === undefined }, async (t) => {
    const { mysql_databases, postgresql_databases } = scene.options;
    if (mysql_databases === undefined && postgresql_databases === undefined) return t.skip("no server that it dumps");
    const { source_directories, repositories } = place.common;
    const sectioned = place.configuration("sectioned.yaml", {
      location: { source_directories, repositories: repositories.map(({ path }) => path) },
      hooks: { mysql_databases, postgresql_databases },
    });
    // without a log file it looks for the system's
    await place.succeed(borgmatic17 ?? "", ["-c", sectioned, "--log-file", join(place.folder, "log"), "create"]);
    scene.spoil();
    await place.succeed(coffermatic, ["-c", sectioned, "restore", "--archive", "latest"]);
    scene.compare(["mysql_databases", "postgresql_databases"]);
  });
});

for (const [engine, env] of Object.entries({ "its own engine": {}, "the real borg": DRIVING_BORG })) {
  test(
    `a dump that fails fails the run and leaves no finished archive, with ${engine}`,
    { skip: isMissing },
    async (t) => {
      const place = await somePlace(t);
      const sqlite_command = "sh -c 'echo half; exit 3'";
      const sqlite_databases = [{ name: "app", path: join(place.folder, "app.db"), sqlite_command }];
      const path = place.configuration("failing.yaml", { ...place.common, sqlite_databases });
      const { code, text, stderr } = await place.call(coffermatic, ["-c", path, "create"], env);
      assert.equal(code, 1, text + stderr);
      assert.match(text + stderr, /Dump of SQLite database app \(sqlite_databases\) failed: sh ended with exit code 3/);
      assert.deepEqual(await place.archives(), []);
      place.assertNothingLeft();
    },
  );
}

for (const signal of ["SIGTERM", "SIGKILL"] as const) {
  test(
    `${signal} in the middle of a dump leaves no process, and no pipe that is in the way`,
    { skip: isMissing },
    async (t) => {
      const place = await somePlace(t);
      const reached = join(place.folder, "reached");
      const sqlite_databases = [
        {
          name: "endless",
          path: "/dev/null",
          sqlite_command: `sh -c 'touch ${reached}; while :; do echo dump; sleep 0.01; done'`,
        },
        { name: "waiting", path: "/dev/null", sqlite_command: "sh -c 'echo dump'" },
      ];
      const path = place.configuration("endless.yaml", { ...place.common, sqlite_databases });
      const running = place.start(coffermatic, ["-c", path, "create"]);
      for (let waited = 0; !existsSync(reached); waited += 20) {
        assert.ok(waited < 120_000 && running.child.exitCode === null, "the dump does not begin");
        await sleep(20);
      }
      const family = descendants(running.pid);
      running.child.kill(signal);
      const { code } = await running.finished;
      assert.equal(code, signal === "SIGKILL" ? 137 : 143);
      for (let waited = 0; family.some(isRunning); waited += 20) {
        assert.ok(waited < 120_000, `still running: ${family.filter(isRunning).join(", ")}`);
        await sleep(20);
      }
      assert.deepEqual(place.pipes(), []);
      assert.deepEqual(await place.archives(), []);
      const whole = place.configuration("whole.yaml", {
        ...place.common,
        sqlite_databases: [{ name: "app", path: "app.db" }],
      });
      await place.succeed(coffermatic, ["-c", whole, "create"]);
      assert.equal((await place.archives()).length, 1);
      place.assertNothingLeft();
    },
  );
}

type Env = Readonly<Record<string, string>>;

interface Place {
  readonly folder: string;
  /** Options that all configurations have. */
  readonly common: {
    readonly source_directories: readonly string[];
    readonly repositories: readonly { readonly path: string }[];
  };
  /** Writes a configuration. @returns Its path. */
  configuration(name: string, options: object): string;
  start(program: string, words: readonly string[]): Started;
  call(program: string, words: readonly string[], more?: Env): Promise<Finished>;
  succeed(program: string, words: readonly string[], more?: Env): Promise<void>;
  /** Names of finished archives. */
  archives(): Promise<string[]>;
  /** Named pipes below the folder for runs. */
  pipes(): string[];
  assertNothingLeft(): void;
}

/** A folder with a file to back up, an empty repository and an environment of its own. */
async function somePlace(t: TestContext): Promise<Place> {
  const folder = temporaryFolder(t);
  const [home, runs, source, repository] = ["home", "runs", "source", "repository"].map((name) => join(folder, name));
  assert.ok(home !== undefined && runs !== undefined && source !== undefined && repository !== undefined);
  for (const path of [home, runs, source]) mkdirSync(path);
  writeFileSync(join(source, "file"), "contents");
  const programs = [...new Set([postgresql, sqlite, mariadb].filter((path) => path !== undefined))];
  const borg = borg14?.path ?? "";
  const env = {
    PATH: [dirname(borg), process.env["PATH"] ?? "", ...programs].join(delimiter),
    HOME: home,
    BORG_BASE_DIR: home,
    XDG_RUNTIME_DIR: runs,
    LC_ALL: "C.UTF-8",
  };
  const options: RunOptions = { cwd: folder, env, timeoutMs: 300_000 };
  execFileSync(borg, ["init", "-e", "none", repository], { env });
  const call = (program: string, words: readonly string[], more: Env = {}): Promise<Finished> =>
    run(program, words, { ...options, env: { ...env, ...more } });
  return {
    folder,
    common: { source_directories: [source], repositories: [{ path: repository }] },
    configuration(name, configured) {
      writeFileSync(join(folder, name), JSON.stringify(configured));
      return join(folder, name);
    },
    start: (program, words) => start(program, words, options),
    call,
    async succeed(program, words, more) {
      const { code, text, stderr } = await call(program, words, more);
      assert.equal(code, 0, `${program} ${words.join(" ")}\n${text}${stderr}`);
    },
    async archives() {
      const { text } = await call(borg, ["list", "--short", repository]);
      return text.split("\n").filter((line) => line !== "");
    },
    pipes: () =>
      execFileSync("find", [runs, "-type", "p"], { encoding: "utf8" })
        .split("\n")
        .filter((line) => line !== ""),
    assertNothingLeft: () => assert.deepEqual(readdirSync(runs), []),
  };
}

interface Scene {
  readonly options: {
    readonly sqlite_databases: readonly object[];
    readonly postgresql_databases?: readonly object[];
    readonly mysql_databases?: readonly object[];
  };
  /** Changes every row. */
  spoil(): void;
  /** Asserts that the rows are there again. @param hooks Those whose databases are looked at; all by default. */
  compare(hooks?: readonly string[]): void;
}

/** A database of each kind that this machine has, with the same two rows. */
async function someDatabases(t: TestContext, { folder }: Place): Promise<Scene> {
  const file = join(folder, "app.db");
  const askFile = (statements: string): string =>
    execFileSync("sqlite3", ["-separator", "\t", file], { input: statements, encoding: "utf8" });
  const asks = new Map<string, (statements: string) => string>([["sqlite_databases", askFile]]);
  const servers: Record<string, readonly object[]> = {};
  const add = (hook: string, server: DatabaseServer, first: string, create: string): void => {
    server.query(first, create);
    asks.set(hook, (statements) => server.query("shop", statements));
    const { host: hostname, port, user: username, password } = server;
    servers[hook] = [{ name: "shop", hostname, port, username, password }];
  };
  if (postgresql !== undefined) {
    add("postgresql_databases", await startPostgresql(t, postgresql), "postgres", "create database shop");
  }
  if (mariadb !== undefined) {
    add("mysql_databases", await startMariadb(t, mariadb), "mysql", "create database shop character set utf8mb4");
  }
  for (const ask of asks.values()) {
    ask("create table goods (id int primary key, name varchar(50))");
    ask("insert into goods values (1, 'O''Brien; -- ünï'), (2, 'plain')");
  }
  return {
    options: { sqlite_databases: [{ name: "app", path: file }], ...servers },
    spoil: () => asks.forEach((ask) => ask("update goods set name = 'spoilt'")),
    compare: (hooks = [...asks.keys()]) => {
      for (const hook of hooks) assert.equal(asks.get(hook)?.("select * from goods order by id") ?? ROWS, ROWS, hook);
    },
  };
}
