import assert from "node:assert/strict";
import { test, type TestContext } from "node:test";
import { audit } from "./audit.ts";
import type { AuditedRepository } from "./audit-subject.ts";
import { renderReport } from "./render-report.ts";
import { codesOf, DAY_MS, NOW_MS, PreparedMachine, type PreparedSubject } from "./testing/prepared-machine.ts";

/** A server with people, a database, a site and certificates. */
function server(t: TestContext): PreparedMachine {
  return new PreparedMachine(t, {
    "/etc/passwd": "root:x:0:0::/root:/bin/sh\njoe:x:1000:1000::/home/joe:/bin/sh\n",
    "/etc/letsencrypt/live/example.org/privkey.pem": "",
    "/etc/nginx/sites-enabled/site": "root /srv/site;\n",
    "/etc/systemd/system/timers.target.wants/coffermatic.timer": "",
    "/etc/coffermatic/config.yaml": "encryption_passphrase: secret\n",
    "/home/joe/letter": "",
    "/srv/site/index.html": "",
    "/var/lib/postgresql/15/main/PG_VERSION": "15\n",
    "/var/lib/postgresql/15/main/global/pg_control": "",
    "/var/lib/postgresql/15/main/postmaster.pid": "1\n/x\n1\n5432\n",
    "/backup/repository/config": "",
  })
    .mount("/", "sda1")
    .mount("/backup", "sdb1");
}

const PROVEN: Partial<AuditedRepository> = {
  checkedMs: new Map([
    ["repository", NOW_MS - DAY_MS],
    ["archives", NOW_MS - DAY_MS],
  ]),
  drilledMs: NOW_MS - DAY_MS,
  escrow: {
    ...{ id: 1, form: "paper", place: "safe", passphrasePlace: "bank", keyDigest: "ab" },
    ...{ exportedMs: NOW_MS - 9 * DAY_MS, provenMs: NOW_MS - DAY_MS },
  },
};

const GOOD: PreparedSubject = {
  lines: ["R /etc", "R /home", "R /srv"],
  configurationPaths: ["/etc/coffermatic/config.yaml"],
  configuration: {
    encryption_passphrase: "secret",
    postgresql_databases: [{ name: "all" }],
    repositories: [
      { path: "/backup/repository", label: "disk" },
      { path: "ssh://backup@vault.example.org/./main", label: "away", append_only: true },
    ],
    keep_daily: 7,
    keep_weekly: 4,
    keep_monthly: 12,
    audit: { promise: [{ reach: "11 months", every: "1 month" }] },
  },
  known: [PROVEN, PROVEN],
};

test("a good configuration has no findings at all", (t) => {
  const { findings, accepted } = audit(server(t).subject(GOOD));
  assert.deepEqual([codesOf(findings), accepted], [[], []]);
});

test("each gap that is planted is found, the worst first, and can be accepted", (t) => {
  const machine = server(t)
    .write("/data/new/file", "", 0o600, NOW_MS)
    .write("/etc/coffermatic/config.yaml", "encryption_passphrase: secret", 0o644);
  const configuration = {
    ...GOOD.configuration,
    postgresql_databases: [],
    repositories: [{ path: "/var/repository", label: "here" }],
    keep_monthly: 1,
  };
  const planted: PreparedSubject = {
    ...GOOD,
    configuration,
    lines: ["R /etc", "! fm:/etc/letsencrypt", "R /var"],
    known: [],
  };
  const { findings } = audit(machine.subject(planted));
  assert.deepEqual(codesOf(findings), [
    "live-database /var/lib/postgresql/15/main",
    "promise-broken 11 months every 1 month",
    "repository-on-source-disk here",
    "secret-readable /etc/coffermatic/config.yaml",
    "check-overdue here archives",
    "check-overdue here repository",
    "drill-overdue here",
    "key-not-exported here",
    "no-other-machine",
    "path-not-covered /backup",
    "path-not-covered /data/new",
    "path-not-covered /etc/letsencrypt",
    "path-not-covered /home/joe",
    "path-not-covered /srv",
    "few-copies",
    "not-immutable",
  ]);
  assert.ok(findings.every(({ text, remedy }) => text !== "" && remedy !== ""));
  const accept = [...new Set(findings.map(({ code }) => code))].map((code) => ({ code, reason: "a test" }));
  const lenient = { ...planted, configuration: { ...configuration, audit: { ...GOOD.configuration?.audit, accept } } };
  assert.deepEqual(codesOf(audit(machine.subject(lenient)).findings), []);
});

test("renderReport() shows findings with what mends them, what is accepted, and the scorecard", (t) => {
  const audit_ = {
    ...GOOD.configuration?.audit,
    accept: [{ code: "path-not-covered", subject: "/srv", reason: "made anew" }],
  };
  const prepared = { ...GOOD, lines: ["R /etc"], configuration: { ...GOOD.configuration, audit: audit_ } };
  assert.equal(
    renderReport(audit(server(t).subject(prepared))),
    [
      "warning   path-not-covered /home/joe",
      "          /home/joe is not backed up (home of joe): no source holds it",
      "          -> source_directories:",
      "                 - /home/joe",
      "accepted  path-not-covered /srv: made anew",
      "",
      "copies          3 with the original (3)",
      "places          3: the disk of the sources; disk sdb; vault.example.org (2)",
      "elsewhere       1: away (1)",
      "not deletable   1: away",
      "last drill      2026-11-22",
    ].join("\n"),
  );
});
