/** An audit of this machine as it is. */
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { temporaryFolder } from "@coffer/testkit/borg";
import { coffermatic } from "@coffer/testkit/borgmatic";
import { run } from "@coffer/testkit/run";

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
