import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test, type TestContext } from "node:test";
import { FanOutLog, type LogRecord } from "../log/index.ts";
import type { CommandResult } from "../system/index.ts";
import { cronLines, defaultCronTime, withoutCronLines } from "./cron-line.ts";
import {
  installSchedule,
  removeSchedule,
  ScheduleError,
  type SchedulePlan,
  scheduleStatus,
  scheduleStatusText,
  type ScheduleTools,
  systemdCredentials,
} from "./index.ts";
import { systemdUnits } from "./systemd-units.ts";

const PLAN: SchedulePlan = {
  program: "/bin/true",
  configurationPaths: ["/etc/coffermatic/my config.yaml"],
  scope: "system",
  when: "daily",
  delay: "10min",
  hardening: "full",
  credentials: ["passphrase"],
};

const SKIP_ANALYZE =
  spawnSync("systemd-analyze", ["--version"]).error === undefined ? false : "systemd-analyze is not installed";

test("units quote words as systemd reads them", () => {
  const text = systemdUnits({ ...PLAN, configurationPaths: ['/a b/50%/$x/"q"'] })[0]?.text ?? "";
  const line = /^ExecStart=(.*)$/m.exec(text)?.[1];
  assert.equal(line, String.raw`/bin/true --config "/a b/50%%/$$x/\"q\"" --verbosity -1 --syslog-verbosity 1`);
});

test("the service pulls in its failure unit, delay, journal and credentials", () => {
  const [service = "", timer = "", failure = ""] = systemdUnits(PLAN).map(({ text }) => text);
  for (const line of ["OnFailure=coffermatic-failure.service", "LoadCredentialEncrypted=passphrase", "Type=oneshot"]) {
    assert.ok(service.includes(`${line}\n`), line);
  }
  assert.match(timer, /OnCalendar=daily\nRandomizedDelaySec=10min\nPersistent=true\n/);
  assert.match(failure, /ExecStart=.* schedule report-failure\n/);
});

for (const scope of ["system", "user"] as const) {
  for (const hardening of ["full", "light", "none"] as const) {
    test(`systemd accepts units of a ${scope} with hardening ${hardening}`, { skip: SKIP_ANALYZE }, (t) => {
      const folder = writeUnits(t, { ...PLAN, scope, hardening });
      const names = ["coffermatic.service", "coffermatic.timer", "coffermatic-failure.service"];
      const paths = names.map((name) => join(folder, name));
      const { status, stderr } = spawnSync("systemd-analyze", [`--${scope}`, "verify", ...paths], {
        encoding: "utf8",
        env: { ...process.env, XDG_RUNTIME_DIR: folder },
      });
      assert.deepEqual([status, complaints(stderr)], [0, ""]);
    });
  }
}

test("a hardened service is little exposed", { skip: SKIP_ANALYZE }, (t) => {
  const path = join(writeUnits(t, PLAN), "coffermatic.service");
  const words = ["security", "--offline=true", "--threshold=45", "--no-pager", path];
  const { status, stdout } = spawnSync("systemd-analyze", words, { encoding: "utf8" });
  assert.equal(status, 0, stdout.split("\n").slice(-4).join("\n"));
});

test("installSchedule() writes units and starts the timer; removeSchedule() takes all of it away", async (t) => {
  const { tools, calls, said } = setUp(t);
  const folder = join(tools.root, "etc/systemd/system");
  await installSchedule({ ...PLAN, kind: "systemd", hostname: "h", delay: undefined }, tools);
  assert.deepEqual(calls, [
    "systemd-analyze calendar -- daily",
    "systemctl daemon-reload",
    "systemctl enable --now coffermatic.timer",
  ]);
  assert.match(readFileSync(join(folder, "coffermatic.timer"), "utf8"), /RandomizedDelaySec=10min/);
  const status = scheduleStatusText(await scheduleStatus("system", tools));
  assert.match(status, /next run: tomorrow\n {2}last run: exit-code at yesterday/);
  await removeSchedule("system", tools);
  assert.equal(existsSync(join(folder, "coffermatic.timer")), false);
  assert.ok(calls.includes("systemctl disable --now coffermatic.timer"));
  assert.match(said().at(-1) ?? "", /^Removed: .*coffermatic.service/);
  assert.match(scheduleStatusText(await scheduleStatus("system", tools)), /^No schedule is installed/);
});

test("installSchedule() of a user speaks to the user's systemd", async (t) => {
  const { tools, calls, said } = setUp(t);
  await installSchedule({ ...PLAN, scope: "user", kind: "systemd", hostname: "h" }, tools);
  assert.ok(calls.includes("systemctl --user enable --now coffermatic.timer"));
  const path = join(tools.root, "/home/me/.config/systemd/user/coffermatic.service");
  assert.doesNotMatch(readFileSync(path, "utf8"), /User=|network-online/);
  assert.match(said().at(-1) ?? "", /enable-linger/);
});

test("installSchedule() does not touch units that are not its own", async (t) => {
  const { tools, calls } = setUp(t);
  const folder = join(tools.root, "etc/systemd/system");
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "coffermatic.timer"), "[Timer]\n");
  await assert.rejects(installSchedule({ ...PLAN, kind: "systemd", hostname: "h" }, tools), ScheduleError);
  await removeSchedule("system", tools);
  assert.equal(readFileSync(join(folder, "coffermatic.timer"), "utf8"), "[Timer]\n");
  assert.equal(existsSync(join(folder, "coffermatic.service")), false);
  assert.ok(!calls.some((call) => call.includes("daemon-reload")));
});

test("installSchedule() says what systemd does not understand, and a dry run installs nothing", async (t) => {
  const { tools, calls, said } = setUp(t);
  const options = { ...PLAN, kind: "systemd", hostname: "h" } as const;
  await assert.rejects(installSchedule({ ...options, when: "nonsense" }, tools), /calendar -- nonsense has failed/);
  calls.length = 0;
  await installSchedule(options, { ...tools, dryRun: true });
  assert.deepEqual([calls, existsSync(join(tools.root, "etc"))], [[], false]);
  assert.ok(said("info").some((text) => text.includes("[Timer]")));
});

test("cron: other lines stay, ours are replaced and removed", async (t) => {
  const { tools, table } = setUp(t, "MAILTO=me\n0 1 * * * other\n");
  const options = { ...PLAN, kind: "cron", hostname: "h" } as const;
  await installSchedule({ ...options, when: "5 4 * * *" }, tools);
  await installSchedule({ ...options, when: undefined }, tools);
  const lines = table().split("\n");
  assert.deepEqual([lines.slice(0, 2), lines.length], [["MAILTO=me", "0 1 * * * other"], 6]);
  assert.match(lines[3] ?? "", /^\d+ 3 \* \* \* PATH=\S+ \/bin\/true --config '\/etc\/coffermatic\/my config.yaml' /);
  assert.match(
    scheduleStatusText(await scheduleStatus("system", tools)),
    /cron: crontab\n {2}next run: \d+ 3 \* \* \*\n/,
  );
  await removeSchedule("system", tools);
  assert.equal(table(), "MAILTO=me\n0 1 * * * other\n");
  await assert.rejects(installSchedule({ ...options, when: "daily" }, tools), /no time of cron/);
});

test("the line of cron runs in the bare environment that cron gives", (t) => {
  const folder = temporaryFolder(t);
  const program = join(folder, "my program");
  writeFileSync(
    program,
    `#!/bin/sh\necho "$PATH" >'${folder}/said'\nfor word; do echo "$word" >>'${folder}/said'; done\n`,
    {
      mode: 0o755,
    },
  );
  const [, line = ""] = cronLines({ ...PLAN, program, configurationPaths: ["/50% off.yaml"], when: "0 3 * * *" }).split(
    "\n",
  );
  // cron turns \% into % and hands the rest to /bin/sh
  const command = line
    .split(" ")
    .slice(5)
    .join(" ")
    .replaceAll(String.raw`\%`, "%");
  execFileSync("/usr/bin/env", ["-i", "HOME=/", "LOGNAME=root", "PATH=/usr/bin:/bin", "/bin/sh", "-c", command]);
  const [path, ...words] = readFileSync(join(folder, "said"), "utf8").trimEnd().split("\n");
  assert.match(path ?? "", /\/usr\/local\/bin/);
  assert.deepEqual(words, ["--config", "/50% off.yaml", "--verbosity", "-1", "--syslog-verbosity", "1"]);
});

test("withoutCronLines() leaves a table alone that has none of ours, or half of them", () => {
  for (const table of ["", "x\n", "# begin of coffermatic schedule\nx\n"]) assert.equal(withoutCronLines(table), table);
});

test("defaultCronTime() differs between hosts", () => {
  const minutes = new Set(["alpha", "beta", "gamma", "delta"].map(defaultCronTime));
  assert.ok(minutes.size > 1);
  for (const time of minutes) assert.match(time, /^[1-5]?\d 3 \* \* \*$/);
});

test("systemdCredentials() finds names wherever they stand", () => {
  const configuration = {
    encryption_passphrase: "{credential systemd b}",
    ntfy: { password: "{credential systemd a}" },
  };
  assert.deepEqual(systemdCredentials({ ...configuration, list: [1, null, "{credential file x}"] }), ["a", "b"]);
});

interface SetUp {
  readonly tools: ScheduleTools;
  readonly calls: string[];
  readonly said: (level?: LogRecord["level"]) => string[];
  readonly table: () => string;
}

/** A machine whose systemctl and crontab only remember. */
function setUp(t: TestContext, crontab?: string): SetUp {
  const root = temporaryFolder(t);
  for (const name of ["systemctl", "crontab"]) writeFileSync(join(root, name), "");
  const calls: string[] = [];
  const records: LogRecord[] = [];
  let table = crontab;
  const result = (code: number, stdout = "", stderr = ""): CommandResult => ({ code, stdout, stderr });
  const answer = (call: string, input = ""): CommandResult => {
    if (call === "systemd-analyze calendar -- nonsense") return result(1, "", "Failed to parse");
    if (call.endsWith(" coffermatic.timer") && call.includes("show")) {
      return result(0, "ActiveState=active\nNextElapseUSecRealtime=tomorrow\n");
    }
    if (call.includes("show")) return result(0, "Result=exit-code\nExecMainExitTimestamp=yesterday\n");
    if (call === "crontab -l") return table === undefined ? result(1, "", "no crontab for me") : result(0, table);
    if (call === "crontab -") table = input;
    return result(0);
  };
  const tools: ScheduleTools = {
    system: { env: { PATH: root }, cwd: "/", home: "/home/me", nowMs: () => 0, sleep: () => Promise.resolve() },
    log: new FanOutLog([{ write: (record) => records.push(record) }], () => 0),
    dryRun: false,
    root,
    run: async (words, input) => {
      const call = words.join(" ");
      calls.push(call);
      return answer(call, input);
    },
  };
  const said = (level: LogRecord["level"] = "answer"): string[] =>
    records.filter((record) => record.level === level).map(({ message }) => message);
  return { tools, calls, said, table: () => table ?? "" };
}

function writeUnits(t: TestContext, plan: SchedulePlan): string {
  const folder = temporaryFolder(t);
  for (const { name, text } of systemdUnits(plan)) writeFileSync(join(folder, name), text);
  return folder;
}

/** What systemd says of our units; it also speaks of others of this machine. */
function complaints(stderr: string): string {
  return stderr
    .split("\n")
    .filter((line) => line.includes("coffermatic"))
    .join("\n");
}

function temporaryFolder(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), "schedule-"));
  t.after(() => rmSync(path, { recursive: true }));
  return path;
}
