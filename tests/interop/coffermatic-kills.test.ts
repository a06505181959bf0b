/** A run is told to stop, or killed, in each of its phases: the next one works without a manual step. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { test } from "node:test";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { findBorgs } from "@coffer/testkit/borg";
import { databasePeers } from "@coffer/testkit/databases";
import { type HttpRecorder, recordHttp } from "@coffer/testkit/network";
import { descendants, isRunning } from "@coffer/testkit/run";
import { Chance, RunPlace, seedFromEnvironment } from "./support/index.ts";

const { borg14 } = findBorgs();
const { sqlite } = databasePeers();
const skip = borg14 === undefined || sqlite === undefined;

const ALL = process.env["COFFER_MATRIX"] === "all";
const ROUNDS = Number(process.env["COFFER_CRASH_ROUNDS"] ?? (ALL ? 6 : 1));
/** Longest time from the begin of a phase to the signal. */
const DELAY_MS = 60;

/** The line of the log that begins each phase; a phase of the monitor begins with what is sent to it. */
const PHASES = {
  "hooks before": /Running the command hook "before/,
  dump: /Dumping SQLite databases/,
  create: /(coffer|borg) create .*checkpoint/,
  prune: /Pruning archives/,
  compact: /Compacting segments/,
  check: /Checking consistency/,
  "hooks after": /Running the command hook "after/,
  "first ping": "/start",
  "last ping": "/ping",
} as const;
type Phase = keyof typeof PHASES;

type Ending = "SIGTERM" | "SIGKILL";

const ENGINES = {
  "its own engine": {},
  // the run alone is killed, and borg finds that nobody listens any more
  ...(ALL ? { "the real borg": { COFFERMATIC_ENGINE: "borg" } } : {}),
};

for (const [engine, env] of Object.entries(ENGINES)) {
  test(
    `SIGTERM and SIGKILL in each phase of a run with ${engine}`,
    { skip, timeout: ALL ? 3_600_000 : 900_000 },
    async (context) => {
      const chance = new Chance(seedFromEnvironment(`coffermatic-kills, ${engine}`));
      const scene = await Scene.make(context, env);
      for (let round = 0; round < ROUNDS; round += 1) {
        for (const [index, phase] of (Object.keys(PHASES) as Phase[]).entries()) {
          const endings: Ending[] = ALL ? ["SIGTERM", "SIGKILL"] : [(index + round) % 2 === 0 ? "SIGTERM" : "SIGKILL"];
          for (const ending of endings) await scene.end(phase, ending, chance.next() * DELAY_MS);
        }
        await scene.assertWorks();
      }
      await scene.assertRestores();
    },
  );
}

class Scene {
  readonly #place: RunPlace;
  readonly #env: Readonly<Record<string, string>>;
  readonly #monitor: HttpRecorder;
  /** Called with the path of each request to the monitor, before it is answered. */
  #onPing: (path: string) => void = () => undefined;

  private constructor(place: RunPlace, env: Readonly<Record<string, string>>, monitor: HttpRecorder) {
    this.#place = place;
    this.#env = env;
    this.#monitor = monitor;
  }

  static async make(context: TestContext, env: Readonly<Record<string, string>>): Promise<Scene> {
    const place = new RunPlace(context);
    const monitor = await recordHttp(context, {
      answer: ({ path }, response) => {
        scene.#onPing(path);
        response.end();
      },
    });
    const scene = new Scene(place, env, monitor);
    execFileSync("sqlite3", [place.file("app.db")], {
      input: "create table goods (id int); insert into goods values (7)",
    });
    place.configure({
      archive_name_format: "a-{now:%Y-%m-%dT%H:%M:%S.%f}",
      sqlite_databases: [{ name: "app", path: place.file("app.db") }],
      healthchecks: { ping_url: `${monitor.origin}/ping` },
      checks: [{ name: "repository" }, { name: "archives" }],
      keep_secondly: 2,
      commands: [
        { before: "action", when: ["create"], run: ["sleep 0.1"] },
        { after: "action", when: ["check"], run: ["sleep 0.1"] },
      ],
    });
    await place.call("repo-create");
    await scene.assertWorks();
    return scene;
  }

  /** Starts a run, and ends it that long after the phase has begun. */
  async end(phase: Phase, ending: Ending, delayMs: number): Promise<void> {
    const place = this.#place;
    this.#monitor.requests.length = 0;
    const started = place.start(["--verbosity", "2"], this.#env);
    const { child } = started;
    let family: number[] = [];
    const strike = (): void => {
      family = descendants(started.pid);
      child.kill(ending);
    };
    await this.#reached(phase, started);
    await sleep(typeof PHASES[phase] === "string" ? 0 : delayMs);
    strike();
    const { code, text, stderr } = await started.finished;
    this.#onPing = () => undefined;
    const told = `${ending} ${delayMs.toFixed(0)} ms after the begin of ${phase}\n${text}${stderr}`;
    // a run may have ended before its moment
    const hasEnded = /summary:[^]*all done in/.test(text + stderr);
    const expected = ending === "SIGKILL" ? 137 : 143;
    assert.ok(code === expected || (hasEnded && code === 0), `exit code ${code}: ${told}`);
    if (ending === "SIGTERM" && !hasEnded) assert.equal(this.#monitor.requests.at(-1)?.path, "/ping/fail", told);
    for (let waitedMs = 0; family.some(isRunning); waitedMs += 20) {
      assert.ok(waitedMs < 60_000, `still running: ${family.filter(isRunning).join(", ")}: ${told}`);
      await sleep(20);
    }
    assert.deepEqual(place.pipes(), [], told);
    if (ending === "SIGTERM")
      assert.ok(!existsSync(place.file("repository/lock.exclusive")), `a lock is left: ${told}`);
  }

  /** A whole run does its work, tells the monitor, and tidies up what others have left. */
  async assertWorks(): Promise<void> {
    this.#monitor.requests.length = 0;
    const before = await this.#place.archives().catch((): string[] => []);
    await this.#place.call();
    const after = await this.#place.archives();
    assert.ok(
      after.some((name) => !before.includes(name)),
      "a new archive",
    );
    assert.deepEqual(
      this.#monitor.requests.map(({ path }) => path),
      ["/ping/start", "/ping/log", "/ping"],
    );
    this.#place.assertNothingLeft();
    await this.#place.borg("check", "--verify-data", this.#place.file("repository"));
  }

  async assertRestores(): Promise<void> {
    const path = this.#place.file("app.db");
    execFileSync("sqlite3", [path], { input: "update goods set id = 8" });
    await this.#place.call("restore", "--archive", "latest");
    assert.equal(execFileSync("sqlite3", [path], { input: "select id from goods", encoding: "utf8" }), "7\n");
  }

  /** Resolves when the phase begins, or the run ends before. */
  async #reached(phase: Phase, { child, finished }: ReturnType<RunPlace["start"]>): Promise<void> {
    const mark = PHASES[phase];
    const begun = new Promise<void>((resolve) => {
      if (typeof mark === "string") {
        this.#onPing = (path) => {
          if (path.endsWith(mark)) resolve();
        };
        return;
      }
      let seen = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream?.on("data", (piece: Buffer) => {
          seen += piece.toString("latin1");
          if (mark.test(seen)) resolve();
        });
      }
    });
    await Promise.race([begun, finished]);
  }
}
