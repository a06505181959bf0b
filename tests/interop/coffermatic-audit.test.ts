/** Audits of this machine, with real servers that write into the sources. */
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test, type TestContext } from "node:test";
import { temporaryFolder } from "@coffer/testkit/borg";
import { coffermatic } from "@coffer/testkit/borgmatic";
import { databasePeers, startMariadb, startPostgresql } from "@coffer/testkit/databases";
import { run } from "@coffer/testkit/run";

const { postgresql, mariadb } = databasePeers();

interface Finding {
  readonly code: string;
  readonly subject: string;
  readonly severity: string;
}

/** A configuration in a folder of its own, with a repository. */
class Place {
  readonly folder: string;
  readonly #env: Readonly<Record<string, string>>;

  constructor(context: TestContext) {
    this.folder = temporaryFolder(context);
    for (const name of ["home", "run"]) mkdirSync(this.file(name), { mode: 0o700 });
    this.#env = {
      PATH: process.env["PATH"] ?? "",
      HOME: this.file("home"),
      XDG_RUNTIME_DIR: this.file("run"),
      TZ: "UTC",
    };
  }

  file(name: string): string {
    return join(this.folder, name);
  }

  configure(options: Readonly<Record<string, unknown>>): void {
    const repositories = [{ path: this.file("repository"), label: "one", encryption: "repokey-blake2" }];
    // JSON is YAML
    // changes of the whole machine take a while to look through
    const audit = { recent_days: 0 };
    const text = JSON.stringify({ repositories, encryption_passphrase: "secret", audit, ...options });
    writeFileSync(this.file("c.yaml"), text, { mode: 0o600 });
  }

  async call(
    ...words: readonly string[]
  ): Promise<{ readonly code: number; readonly text: string; readonly stderr: string }> {
    return await run(coffermatic, ["-c", this.file("c.yaml"), ...words], { env: this.#env, cwd: this.folder });
  }

  async audit(): Promise<readonly Finding[]> {
    const { text, stderr } = await this.call("audit", "--json");
    assert.match(text, /^\[/, stderr);
    const [report] = JSON.parse(text) as { readonly findings: readonly Finding[] }[];
    return report?.findings ?? [];
  }
}

/** The findings about databases, with what stands for the paths of this run. */
function aboutDatabases(findings: readonly Finding[], names: Readonly<Record<string, string>>): readonly string[] {
  return findings
    .filter(({ code }) => /database/.test(code))
    .map(({ severity, code, subject }) => `${severity} ${code} ${names[subject] ?? subject}`)
    .toSorted();
}

const skip = postgresql === undefined || mariadb === undefined ? "no database servers" : false;

test("servers that write into the sources are found, and their dumps mend it", { skip }, async (context) => {
  const place = new Place(context);
  const [pg, my] = await Promise.all([
    startPostgresql(context, postgresql ?? ""),
    startMariadb(context, mariadb ?? ""),
  ]);
  mkdirSync(place.file("app"));
  const app = place.file("app/app.db");
  const open = new DatabaseSync(app);
  context.after(() => open.close());
  open.exec("PRAGMA journal_mode = WAL; CREATE TABLE a (b); INSERT INTO a VALUES (1)");
  const names = { [pg.data]: "PG", [my.data]: "MY", [app]: "APP" };
  const sources = { source_directories: [pg.data, my.data, place.file("app")] };
  place.configure(sources);
  assert.equal((await place.call("repo-create")).code, 0);
  assert.deepEqual(aboutDatabases(await place.audit(), names), [
    "error live-database MY",
    "error live-database PG",
    "warning live-database APP",
  ]);
  const account = ({ host, port, user, password }: typeof pg): object => ({
    ...{ name: "all", hostname: host, port, username: user, password },
  });
  const dumps = {
    postgresql_databases: [account(pg)],
    mariadb_databases: [account(my)],
    sqlite_databases: [{ name: "app", path: app }],
  };
  place.configure({ ...sources, ...dumps });
  assert.deepEqual(aboutDatabases(await place.audit(), names), [
    "info database-twice APP",
    "info database-twice MY",
    "info database-twice PG",
  ]);
  place.configure({
    ...sources,
    ...dumps,
    exclude_patterns: [pg.data, my.data, `${app}*`],
    source_directories: ["/etc"],
  });
  assert.deepEqual(aboutDatabases(await place.audit(), names), []);
});

test("an audit of this machine misses what is no source, tells a run of it, and lives with what is accepted", async (context) => {
  const place = new Place(context);
  const of = (findings: readonly Finding[], wanted: string): readonly string[] =>
    findings.filter(({ code }) => code === wanted).map(({ subject }) => subject);
  mkdirSync(place.file("source"));
  writeFileSync(place.file("source/file"), "contents");
  const source = { source_directories: [place.file("source")], keep_daily: 1 };
  place.configure(source);
  assert.equal((await place.call("repo-create")).code, 0);
  const first = await place.audit();
  assert.ok(of(first, "path-not-covered").includes("/etc"));
  assert.deepEqual(of(first, "key-not-exported"), ["one"]);
  assert.deepEqual(of(first, "secret-readable"), []);
  chmodSync(place.file("c.yaml"), 0o644);
  assert.deepEqual(of(await place.audit(), "secret-readable"), [place.file("c.yaml")]);
  chmodSync(place.file("c.yaml"), 0o600);

  const escrow = ["--paper", "--path", place.file("paper"), "--place", "safe", "--passphrase-place", "bank"];
  assert.equal((await place.call("key", "escrow", ...escrow)).code, 0);
  assert.equal((await place.call("key", "escrow", "--prove", "--path", place.file("paper"))).code, 0);
  assert.deepEqual(of(await place.audit(), "key-not-exported"), []);

  const accept = ["path-not-covered", "repository-on-source-disk"].map((code) => ({ code, reason: "a test" }));
  place.configure({ ...source, audit: { accept, frequency: "1 day", recent_days: 0 } });
  const quiet = await place.audit();
  assert.deepEqual(of(quiet, "path-not-covered"), []);
  assert.deepEqual(of(quiet, "drill-overdue"), ["one"]);
  assert.doesNotMatch((await place.call()).stderr, /never tried/, "an audit has just been made");
  place.configure({ ...source, audit: { accept, recent_days: 0 } });
  const { code, stderr } = await place.call();
  assert.match(stderr, /A restore from one was never tried/);
  assert.equal(code, 0, stderr);
});
