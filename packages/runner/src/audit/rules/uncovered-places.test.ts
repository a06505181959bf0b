import assert from "node:assert/strict";
import { test } from "node:test";
import type { Configuration } from "../../config/index.ts";
import type { Finding } from "../../state/index.ts";
import { codesOf, DAY_MS, NOW_MS, PreparedMachine } from "../testing/prepared-machine.ts";
import { uncoveredPlaces } from "./uncovered-places.ts";

/** What is found, without the code. */
function uncovered(
  machine: PreparedMachine,
  lines: readonly string[] = [],
  configuration: Partial<Configuration> = {},
): readonly string[] {
  const found = uncoveredPlaces(machine.subject({ lines, configuration }));
  return codesOf(found).map((text) => text.replace("path-not-covered ", ""));
}

test("well-known paths that hold something must be in a source", (t) => {
  const machine = new PreparedMachine(t, {
    "/etc/hostname": "",
    "/etc/letsencrypt/live/example.org/privkey.pem": "",
    "/var/spool/cron/crontabs/root": "",
    "/var/mail/joe": "",
    "/var/www/html/index.html": "",
    "/usr/local/bin/mine": "",
  });
  const all = ["/etc", "/var/www", "/var/mail", "/usr/local/bin", "/var/spool/cron"];
  assert.deepEqual(uncovered(machine), all);
  assert.deepEqual(
    uncovered(
      machine,
      all.map((path) => `R ${path}`),
    ),
    [],
  );
  assert.deepEqual(uncovered(machine, ["R /"]), []);
  const [finding] = uncoveredPlaces(machine.subject({ lines: ["R /", "! pp:/etc/letsencrypt"] }));
  assert.match(finding?.text ?? "", /letsencrypt is not backed up .*the pattern pp:\/etc\/letsencrypt leaves it out/);
  assert.match(finding?.remedy ?? "", /patterns:\n {4}- \+ \/etc\/letsencrypt/);
});

test("homes count as soon as they hold something of their own", (t) => {
  const machine = new PreparedMachine(t, {
    "/etc/passwd":
      "root:x:0:0::/root:/bin/sh\njoe:x:1000:1000::/home/joe:/bin/sh\nann:x:1001:1001::/home/ann:/bin/sh\nwww:x:33:33::/var/www:/bin/false\n",
    "/etc/skel/.bashrc": "",
    "/root/.bash_history": "",
    "/home/joe/letter": "",
    "/home/ann/.bashrc": "",
  });
  assert.deepEqual(uncovered(machine, ["R /etc"]), ["/home/joe"]);
  assert.deepEqual(uncovered(machine, ["R /etc", "R /home", "! fm:/home/j*"]), ["/home/joe"]);
  assert.deepEqual(uncovered(machine, ["R /etc", "R /home"]), []);
});

test("data of services and state folders of enabled units count, and a dump is as good as files", (t) => {
  const machine = new PreparedMachine(t, {
    "/var/lib/postgresql/15/main/PG_VERSION": "15\n",
    "/var/lib/grafana/grafana.db": "",
    "/var/lib/gitlab-runner-cache/x": "",
    "/var/lib/empty-service/.keep": "",
    "/var/lib/dpkg/status": "",
    "/usr/lib/systemd/system/own.service": "[Service]\nStateDirectory=own own/sub:link %i\n",
    "/usr/lib/systemd/system/idle.service": "[Service]\nStateDirectory=idle\n",
    "/etc/systemd/system/multi-user.target.wants/own.service": "",
    "/var/lib/own/data": "",
    "/var/lib/idle/data": "",
  });
  const lines = ["R /etc"];
  assert.deepEqual(uncovered(machine, lines).toSorted(), [
    "/var/lib/gitlab-runner-cache",
    "/var/lib/grafana",
    "/var/lib/own",
    "/var/lib/postgresql",
  ]);
  const dump = { postgresql_databases: [{ name: "all" }] };
  assert.ok(!uncovered(machine, lines, dump).includes("/var/lib/postgresql"));
  const elsewhere = { postgresql_databases: [{ name: "all", hostname: "db.example.org" }] };
  assert.ok(uncovered(machine, lines, elsewhere).includes("/var/lib/postgresql"));
});

test("volumes of containers and folders that containers work in count", (t) => {
  const config = {
    Name: "/web",
    MountPoints: {
      "/data": { Type: "bind", Source: "/opt/web/data" },
      "/sock": { Type: "bind", Source: "/run/docker.sock" },
      "/x": { Type: "volume", Source: "/var/lib/docker/volumes/pg/_data" },
    },
  };
  const machine = new PreparedMachine(t, {
    "/var/lib/docker/volumes/pg/_data/file": "",
    "/var/lib/docker/volumes/metadata.db": "",
    "/var/lib/containers/storage/volumes/pod/_data/file": "",
    "/var/lib/docker/containers/ab/config.v2.json": JSON.stringify(config),
    "/var/lib/docker/containers/cd/config.v2.json": "no JSON",
    "/opt/web/data/file": "",
    "/run/docker.sock": "",
  });
  assert.deepEqual(uncovered(machine, ["R /opt/other"]).toSorted(), [
    "/opt",
    "/opt/web/data",
    "/var/lib/containers/storage/volumes/pod/_data",
    "/var/lib/docker/volumes/pg/_data",
  ]);
});

test("disks and volumes that hold a database are not missing where it is dumped", (t) => {
  const machine = new PreparedMachine(t, {
    "/var/lib/mysql/ibdata1": "",
    "/var/lib/postgresql/15/main/PG_VERSION": "",
    "/var/lib/postgresql/15/main/global/pg_control": "",
    "/var/lib/docker/volumes/db/_data/ibdata1": "",
  }).mount("/", "sda1");
  machine
    .mount("/var/lib/mysql", "sdb1")
    .mount("/var/lib/postgresql", "sdc1")
    .mount("/var/lib/postgresql/15/main", "sdd1");
  const dumps = { postgresql_databases: [{ name: "all" }], mariadb_databases: [{ name: "all" }] };
  assert.deepEqual(uncovered(machine, ["R /etc"], dumps), []);
  for (const { subject, remedy } of uncoveredPlaces(machine.subject({ lines: ["R /etc"] }))) {
    assert.match(remedy, subject.includes("postgresql") ? /^postgresql_databases:/ : /^mariadb_databases:/);
  }
  assert.deepEqual(uncovered(machine, ["R /etc"]).toSorted(), [
    "/var/lib/docker/volumes/db/_data",
    "/var/lib/mysql",
    "/var/lib/postgresql",
  ]);
});

test("what changes in a folder that is only worth a hint is a warning", (t) => {
  const machine = new PreparedMachine(t, { "/opt/tool/bin/run": "" }).write(
    "/opt/billing/invoices/1",
    "",
    0o600,
    NOW_MS,
  );
  machine.write("/.dockerenv", "", 0o600, NOW_MS).write("/swapfile", "", 0o600, NOW_MS);
  const found = uncoveredPlaces(machine.subject({ lines: ["R /etc"] }));
  assert.deepEqual(
    found.map(({ severity, subject }) => `${severity} ${subject}`),
    ["info /opt", "warning /opt/billing"],
  );
});

test("folders that web servers show count", (t) => {
  const machine = new PreparedMachine(t, {
    "/etc/nginx/sites-enabled/shop": "server {\n  root /data/shop/;\n  # root /data/old;\n}\n",
    "/etc/apache2/sites-enabled/blog.conf": '  DocumentRoot "/data/blog"\n',
    "/data/shop/index.html": "",
    "/data/blog/index.html": "",
    "/data/old/index.html": "",
  });
  assert.deepEqual(uncovered(machine, ["R /etc", "R /data/shop"]), ["/data/blog"]);
});

test("mounted file systems must be in a source, unless they hold only repositories", (t) => {
  const machine = new PreparedMachine(t, { "/backup/repository/config": "", "/backup/lost+found/x": "" })
    .write("/photos/1.jpg")
    .write("/store/x")
    .mount("/", "sda1")
    .mount("/photos", "sdb1")
    .mount("/backup", "sdc1")
    .mount("/boot", "sda2")
    .mount("/store", "none1", "nfs4")
    .mount("/proc", "proc", "proc");
  const found = uncoveredPlaces(machine.subject({ lines: ["R /etc"] }));
  assert.deepEqual(
    found.map(({ subject, severity }) => `${severity} ${subject}`),
    ["info /store", "warning /photos"],
  );
  const whole = { lines: ["R /"], configuration: { one_file_system: true } };
  const shown = (finding: Finding | undefined): string => `${finding?.text}; ${finding?.remedy}`;
  assert.match(
    shown(uncoveredPlaces(machine.subject(whole)).at(-1)),
    /one_file_system leaves out other file systems; source_directories:\n {4}- \/photos/,
  );
});

test("folders that nobody knows are found by what has changed in them", (t) => {
  const machine = new PreparedMachine(t, { "/data/old/x": "" })
    .write("/data/new/deep/er/x", "", 0o600, NOW_MS - DAY_MS)
    .write("/data/new/deep/y", "", 0o600, NOW_MS - 2 * DAY_MS)
    .write("/var/log/syslog", "", 0o600, NOW_MS)
    .write("/backup/repository/data/0/1", "", 0o600, NOW_MS)
    .write("/srv/taken/z", "", 0o600, NOW_MS);
  const [finding, ...more] = uncoveredPlaces(machine.subject({ lines: ["R /srv/taken"] }));
  assert.deepEqual([finding?.subject, more.length], ["/data/new", 0]);
  assert.match(finding?.text ?? "", /2 files changed lately, \/data\/new\/deep\/er\/x on 2026-11-22/);
  assert.deepEqual(uncovered(machine, ["R /srv/taken"], { audit: { recent_days: 0 } }), []);
  for (const name of ["a", "b", "c"]) machine.write(`/data/${name}/x`, "", 0o600, NOW_MS);
  assert.deepEqual(uncovered(machine, ["R /srv/taken"]), ["/data"], "many folders are told as one");
});

test("what another configuration of the run takes is not missing, and the machine is looked at once", (t) => {
  const machine = new PreparedMachine(t, { "/etc/hostname": "", "/srv/data": "" });
  const [one, other] = [machine.subject({ lines: ["R /etc"] }), machine.subject({ lines: ["R /srv"] })];
  const together = [...one.together, ...other.together];
  assert.deepEqual(uncoveredPlaces({ ...one, together }), []);
  assert.deepEqual(uncoveredPlaces({ ...other, looksAtMachine: false }), []);
  assert.equal(uncoveredPlaces(one).length, 1);
});
