import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, linkSync, mkdirSync, readdirSync, rmSync, statfsSync, symlinkSync } from "node:fs";
import { test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import type { ActionRequest, DrillFlags } from "../actions/index.ts";
import type { Configuration } from "../config/index.ts";
import { drillArchive, type DrillResult, RowCountStore } from "../drill/index.ts";
import { State } from "../state/index.ts";
import { BackupPlace, type PlacedRun } from "./testing/backup-place.ts";

const CREATE: ActionRequest = { name: "create", flags: {} };
/** So old must a file be for its ctime to count. */
const TICK_MS = 1100;

function drill(flags: DrillFlags = {}): ActionRequest {
  return { name: "drill", flags: { json: true, ...flags } };
}

function resultsOf({ outcome }: PlacedRun): readonly DrillResult[] {
  return outcome.json.flatMap((json) => (json as { readonly drills: readonly DrillResult[] }).drills);
}

function codesOf(run: PlacedRun): readonly string[] {
  return resultsOf(run).flatMap(({ findings }) => findings.map(({ code, subject }) => `${code} ${subject}`));
}

interface PlaceOptions {
  /** The files are old enough to be compared with the archive. */
  readonly isOld?: boolean;
  readonly base?: string;
}

/** A place with an archive of a few files. */
async function withArchive(
  t: TestContext,
  options: Partial<Configuration> = {},
  { isOld = false, base }: PlaceOptions = {},
): Promise<BackupPlace> {
  const place = new BackupPlace(t, { drill: {}, ...options }, base);
  place.write("s/one", "the first file".repeat(1000));
  place.write("s/deep/two", "the second file");
  place.write("s/empty", "");
  symlinkSync("../one", place.file("s/deep/link"));
  linkSync(place.file("s/one"), place.file("s/same"));
  await place.init();
  if (isOld) await sleep(TICK_MS);
  const { outcome } = await place.run(CREATE);
  assert.equal(outcome.failed, false, JSON.stringify(outcome.summary));
  return place;
}

test("an archive that is as it was made passes, and is evidence; nothing stays behind", async (t) => {
  const place = await withArchive(t, {}, { isOld: true });
  const run = await place.run(drill());
  assert.equal(run.outcome.failed, false, run.logged.join("\n"));
  const [result] = resultsOf(run);
  assert.equal(result?.outcome, "passed");
  assert.deepEqual(result?.findings, []);
  assert.equal(result?.bytes, 14_015);
  // the link is a hard link to the first
  assert.equal(result?.sources_compared, 3);
  assert.deepEqual(readdirSync(place.file("scratch")), []);
  assert.deepEqual((run.outcome.json[0] as { standing: object }).standing, { streak: 1, last_passed_ms: place.nowMs });
});

test("a damaged chunk is found, and the file that it belongs to is named", async (t) => {
  const place = await withArchive(t);
  place.damage("the second file");
  const run = await place.run(drill());
  assert.equal(run.outcome.failed, true);
  const path = place.file("s/deep/two").slice(1);
  assert.deepEqual(codesOf(run), [`chunk-damaged ${path}`]);
  assert.equal(resultsOf(run)[0]?.outcome, "failed");
  assert.match(run.logged.join("\n"), new RegExp(`error ${path}: The repository holds this file damaged`));
});

test("damaged metadata are found, and the archive is named", async (t) => {
  const place = await withArchive(t);
  place.damage("s/deep/link");
  const run = await place.run(drill());
  assert.equal(run.outcome.failed, true);
  assert.deepEqual(codesOf(run), [`archive-damaged ${resultsOf(run)[0]?.archive}`]);
});

test("a source that the disk has changed is found, and is none of the archive's", async (t) => {
  const shm = "/dev/shm";
  if (!existsSync(shm) || statfsSync(shm).type !== 0x01021994 || spawnSync("python3", ["--version"]).status !== 0) {
    t.skip("needs python3 and a file system in memory, where a mapped file changes without a new ctime");
    return;
  }
  const place = await withArchive(t, {}, { isOld: true, base: shm });
  const script = `import mmap; f = open(${JSON.stringify(place.file("s/one"))}, "r+b"); m = mmap.mmap(f.fileno(), 0); m[5000] ^= 1`;
  execFileSync("python3", ["-c", script]);
  const run = await place.run(drill());
  assert.equal(run.outcome.failed, true);
  // one of its two names
  assert.match(codesOf(run).join(), /^source-rotten [^ ]*\/s\/(?:one|same)$/);
  assert.equal(resultsOf(run)[0]?.outcome, "passed");
});

test("a source that was written to is no finding", async (t) => {
  const place = await withArchive(t, {}, { isOld: true });
  place.write("s/deep/two", "the second_file");
  const run = await place.run(drill());
  assert.equal(run.outcome.failed, false, run.logged.join("\n"));
  assert.equal(resultsOf(run)[0]?.sources_compared, 2);
});

test("commands test what was restored, and their exit codes decide", async (t) => {
  const place = await withArchive(t);
  place.configuration = {
    ...place.configuration,
    drill: { commands: [`test -s {restore_path}${place.file("s/one")}`, "echo no; exit 3"] },
  };
  const run = await place.run(drill());
  assert.deepEqual(codesOf(run), ["command-failed echo no; exit 3"]);
  assert.match(resultsOf(run)[0]?.findings[0]?.text ?? "", /exit code 3: no/);
});

test("an exported key and its passphrase are enough; the key of another repository is not", async (t) => {
  const place = await withArchive(t);
  await place.run({ name: "key export", flags: { path: place.file("key") } });
  place.configuration = { ...place.configuration, drill: { from_escrow: { key_files: ["key"] } } };
  const good = await place.run(drill());
  assert.deepEqual([codesOf(good), resultsOf(good)[0]?.from_escrow], [[], true], good.logged.join("\n"));
  const other = new BackupPlace(t);
  await other.init();
  await other.run({ name: "key export", flags: { path: other.file("key") } });
  const drillOptions = { from_escrow: { key_files: [other.file("key")] } };
  place.configuration = { ...place.configuration, drill: drillOptions };
  const bad = await place.run(drill());
  assert.deepEqual([codesOf(bad), bad.outcome.failed], [["escrow-key-wrong "], true]);
  const passphrase = { from_escrow: { key_files: ["key"], passphrase: "forgotten" } };
  place.configuration = { ...place.configuration, drill: passphrase };
  assert.deepEqual(codesOf(await place.run(drill())), ["escrow-key-wrong "]);
});

test("a drill that would fill the disk restores nothing", async (t) => {
  const place = await withArchive(t);
  const context = place.drillContext();
  const archive = { name: resultsOf(await place.run(drill()))[0]?.archive ?? "", id: "" };
  const rules = { sample_percentage: 100, seed: 1, target: place.file("target") };
  const counts = new RowCountStore(new State(":memory:"), "", "");
  const little = async () => await Promise.resolve({ available: 60_000, total: 1_000_000 });
  const result = await drillArchive(archive, rules, context, counts, little);
  assert.deepEqual(
    result.findings.map(({ code }) => code),
    ["not-enough-space"],
  );
  assert.match(
    result.findings[0]?.text ?? "",
    /[\d.]+ kB are needed and 50.00 kB must stay free, but only 60.00 kB are left/,
  );
  assert.equal(result.outcome, "failed");
  assert.deepEqual(readdirSync(place.file("target")), []);
});

test("what a drill has left that was killed is gone after the next", async (t) => {
  const place = await withArchive(t);
  const left = place.file("scratch/coffermatic-drill-killed");
  mkdirSync(`${left}/restored/closed`, { recursive: true });
  place.write("scratch/coffermatic-drill-killed/owner", "4194300 12\n");
  const running = place.file("scratch/coffermatic-drill-running");
  mkdirSync(running);
  await place.run(drill());
  assert.deepEqual(readdirSync(place.file("scratch")), ["coffermatic-drill-running"]);
  rmSync(running, { recursive: true });
});

test("a drill that is killed in its midst leaves nothing after the next", async (t) => {
  const place = await withArchive(t);
  const lines = [
    `repositories: [{path: ${place.file("r")}}]`,
    `source_directories: [${place.file("s")}]`,
    "encryption_passphrase: secret",
    'drill: {commands: ["kill -9 $PPID"]}',
  ];
  place.write("config.yaml", lines.join("\n"));
  const main = fileURLToPath(new URL("../main.ts", import.meta.url));
  const words = ["-C", "source", main, "--config", place.file("config.yaml"), "drill", "--force"];
  const { signal } = spawnSync(process.execPath, words, { env: place.env, cwd: place.folder });
  assert.equal(signal, "SIGKILL");
  assert.equal(readdirSync(place.file("scratch")).length, 1);
  assert.equal((await place.run(drill())).outcome.failed, false);
  assert.deepEqual(readdirSync(place.file("scratch")), []);
});

test("a sample has some of each source directory, and is the same again for the same seed", async (t) => {
  const place = new BackupPlace(t, { drill: { sample_percentage: 5 } });
  for (let at = 0; at < 100; at++) place.write(`s/a/${at}`, String(at).repeat(1000));
  place.write("s/b/only", "x");
  place.configuration = { ...place.configuration, source_directories: [place.file("s/a"), place.file("s/b")] };
  await place.init();
  await place.run(CREATE);
  const kept = async (name: string, seed: number): Promise<readonly string[]> => {
    const { outcome } = await place.run(drill({ seed, target: place.file(name) }));
    assert.equal(outcome.failed, false);
    return readdirSync(place.file(name), { recursive: true, encoding: "utf8" }).toSorted();
  };
  const [one, again, other] = [await kept("t1", 1), await kept("t2", 1), await kept("t3", 2)];
  place.configuration = { ...place.configuration, drill: { sample_percentage: 5, commands: ["false"] } };
  const failed = await place.run(drill({ seed: 1 }));
  assert.match(resultsOf(failed)[0]?.findings[0]?.remedy ?? "", /Only a sample of 5 % was restored/);
  assert.deepEqual(one, again);
  assert.notDeepEqual(one, other);
  assert.ok(one.some((path) => path.endsWith("s/b/only")));
  const count = one.filter((path) => /s\/a\/\d+$/.test(path)).length;
  assert.ok(count >= 3 && count <= 12, `${count} of 100`);
});

test("a drill runs by its frequency, and its age is told", async (t) => {
  const place = await withArchive(t, { drill: { frequency: "1 week", overdue_after: "2 weeks" } });
  assert.equal(resultsOf(await place.run(drill())).length, 1);
  place.nowMs += 86_400_000;
  const early = await place.run(drill());
  assert.deepEqual(resultsOf(early), []);
  assert.equal(early.outcome.json.length, 1);
  assert.match(
    early.logged.join("\n"),
    /answer The drill is not due before .* UTC; coffermatic drill --force does it now/,
  );
  const daily = await place.run(drill({ byDefault: true }));
  assert.match(daily.logged.join("\n"), /info The drill is not due before/);
  assert.equal(resultsOf(await place.run(drill({ force: true }))).length, 1);
  place.nowMs += 15 * 86_400_000;
  const late = await place.run({ name: "compact", flags: {} });
  assert.match(late.logged.join("\n"), /warning The last drill that has passed was 15 days ago/);
  assert.equal(late.outcome.failed, false);
  place.configuration = { ...place.configuration, drill: { ...place.configuration.drill, overdue_fails: true } };
  assert.equal((await place.run({ name: "compact", flags: {} })).outcome.failed, true);
});

test("without the option there is no drill and no word", async (t) => {
  const place = await withArchive(t, {});
  const { drill: _, ...rest } = place.configuration;
  place.configuration = rest;
  const { logged } = await place.run({ name: "compact", flags: {} });
  assert.deepEqual(
    logged.filter((line) => /drill/i.test(line)),
    [],
  );
  using state = new State(place.file("home/.local/state/coffermatic/state.sqlite3"));
  assert.deepEqual(state.all("SELECT * FROM drills"), []);
});
