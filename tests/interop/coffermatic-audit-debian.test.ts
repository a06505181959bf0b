/** Audits of a whole Debian: with real databases, a web server, certificates and mail, once badly and once well backed up. */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { test } from "node:test";
import { databasePeers, type DatabaseServer, startMariadb, startPostgresql } from "@coffer/testkit/databases";
import { PlantedDebian } from "./support/planted-debian.ts";

const { postgresql, mariadb } = databasePeers();
const [PG, MY] = ["/var/lib/postgresql/15/main", "/var/lib/mysql"];
const FAR = "vault.example.org";

/** What a server of a small company holds. */
const GARDEN = `
mkdir -p /etc/letsencrypt/live/example.org /etc/letsencrypt/archive/example.org /etc/nginx/sites-enabled
echo key >/etc/letsencrypt/archive/example.org/privkey1.pem
ln -s ../../archive/example.org/privkey1.pem /etc/letsencrypt/live/example.org/privkey.pem
mkdir -p /var/www/html /data/shop /srv/app /opt/billing/invoices /home/ann/letters
echo page | tee /var/www/html/index.html /data/shop/index.php /srv/app/app.conf /opt/billing/invoices/1 /home/ann/letters/1 >/dev/null
echo 'server { root /data/shop; }' | sed 's/; /;\\n/; s/{ /{\\n/' >/etc/nginx/sites-enabled/shop
echo 'ann:x:1234:1234::/home/ann:/bin/sh' >>/etc/passwd
mkdir -p /var/mail /var/spool/cron/crontabs /var/lib/grafana /var/lib/ledger /var/lib/docker/volumes/wiki/_data
echo text | tee /var/mail/ann /var/spool/cron/crontabs/ann /var/lib/grafana/grafana.ini /var/lib/ledger/book /var/lib/docker/volumes/wiki/_data/1 >/dev/null
mkdir -p /etc/systemd/system/multi-user.target.wants
printf '[Service]\\nStateDirectory=ledger\\n' >/etc/systemd/system/ledger.service
ln -sf ../ledger.service /etc/systemd/system/multi-user.target.wants/ledger.service
rm -f /etc/systemd/system/timers.target.wants/borgmatic.timer
mkdir -p /etc/borgmatic /srv/ledger ${PG} ${MY}`;

interface Finding {
  readonly severity: string;
  readonly code: string;
  readonly subject: string;
}

const skip =
  PlantedDebian.lacks() || (postgresql === undefined || mariadb === undefined ? "no database servers" : false);

test(
  "of a Debian that is badly backed up every gap is found, and nothing of one that is well backed up",
  { skip },
  async (t) => {
    const debian = await PlantedDebian.start(t);
    const [pg, my] = await Promise.all([startPostgresql(t, postgresql ?? ""), startMariadb(t, mariadb ?? "")]);
    mkdirSync(join(debian.folder, "ledger"));
    const open = new DatabaseSync(join(debian.folder, "ledger/book.db"));
    t.after(() => open.close());
    open.exec("PRAGMA journal_mode = WAL; CREATE TABLE a (b); INSERT INTO a VALUES (1)");
    const data = { [PG]: pg.data, [MY]: my.data, "/srv/ledger": join(debian.folder, "ledger") };
    writeFileSync(join(debian.folder, "ledger/notes"), "text");
    const mounts = Object.entries(data).map(([place, folder]) => `mount --bind ${folder} ${place}`);
    await debian.plant([GARDEN, ...mounts].join("\n"));
    const env = { XDG_RUNTIME_DIR: `${debian.folder}/run` };
    const configure = async (options: object, mode: string): Promise<void> => {
      // JSON is YAML
      const text = JSON.stringify({ encryption_passphrase: "secret", ...options }).replaceAll("'", "'\\''");
      await debian.plant(`printf %s '${text}' >/etc/borgmatic/config.yaml; chmod ${mode} /etc/borgmatic/config.yaml`);
    };
    const call = async (...words: readonly string[]): Promise<string> => {
      const { code, text, stderr } = await debian.run([debian.program("coffermatic"), ...words], env);
      assert.equal(code, 0, `${words.join(" ")}\n${text}${stderr}`);
      return text;
    };
    const audit = async (): Promise<readonly string[]> => {
      const { text, stderr } = await debian.run([debian.program("coffermatic"), "audit", "--json"], env);
      assert.match(text, /^\[/, stderr);
      const [report] = JSON.parse(text) as { readonly findings: readonly Finding[] }[];
      return (report?.findings ?? []).map(({ severity, code, subject }) => `${severity} ${code} ${subject}`.trim());
    };

    await configure(BAD, "644");
    await call("repo-create");
    const found = await audit();
    for (const gap of GAPS) assert.ok(found.includes(gap), `${gap} is not among\n${found.join("\n")}`);

    await configure(good(debian, { pg, my }), "600");
    await debian.plant(`printf '#!/bin/sh\\nwhile [ "$1" != ${FAR} ]; do shift; done; shift; exec sh -c "$*"\\n' >${debian.folder}/rsh
chmod 700 ${debian.folder}/rsh
echo '0 3 * * * root coffermatic' >/etc/cron.d/coffermatic`);
    await call("repo-create");
    await call("key", "escrow", "--paper", "--path", "/root/paper", "--place", "safe", "--passphrase-place", "bank");
    await call("key", "escrow", "--prove", "--path", "/root/paper");
    // an archive of everything would take long; where it comes from is of no account
    await call("borg", "create", `ssh://${FAR}${debian.folder}/far::planted-1`, "/etc/hostname");
    await call("check", "--force");
    await call("drill", "--force");
    const left = await audit();
    assert.deepEqual(
      left.filter((line) => !line.startsWith("info ")),
      [],
    );
  },
);

const BAD = {
  source_directories: ["/etc", "/srv/app", "/srv/ledger", "/var/lib/postgresql", "/var/lib/mysql"],
  exclude_patterns: ["/etc/letsencrypt", "/srv/app"],
  repositories: [{ path: "/var/backups/repository", label: "near", encryption: "repokey-blake2" }],
  keep_daily: 7,
  audit: { promise: [{ reach: "1 year", every: "1 month" }] },
};

const GAPS = [
  ...[`error live-database ${PG}`, `error live-database ${MY}`, "warning live-database /srv/ledger/book.db"],
  ...["error source-hidden /srv/app", "error secret-readable /etc/borgmatic/config.yaml"],
  ...["error repository-on-source-disk near", "warning no-other-machine"],
  ...[
    ...["/etc/letsencrypt", "/home/ann", "/var/mail", "/var/spool/cron", "/var/www", "/data/shop", "/opt/billing"],
    ...["/var/lib/grafana", "/var/lib/ledger", "/var/lib/docker/volumes/wiki/_data"],
  ].map((path) => `warning path-not-covered ${path}`),
  ...["warning key-not-exported near", "error promise-broken 1 year every 1 month", "warning timer-missing"],
  ...["warning check-overdue near repository", "warning drill-overdue near"],
];

/** Everything that GARDEN has planted, and what else Debian holds. */
function good(debian: PlantedDebian, { pg, my }: Record<"pg" | "my", DatabaseServer>): object {
  const account = ({ host, port, user, password }: DatabaseServer): object => ({
    ...{ name: "all", hostname: host, port, username: user, password },
  });
  const state = ["/var/lib", "/var/mail", "/var/spool/cron", "/var/www"];
  return {
    source_directories: ["/etc", "/home", "/root", "/srv", "/opt", "/data/shop", "/usr/local", ...state],
    exclude_patterns: [PG, MY, "/srv/ledger/book.db*"],
    postgresql_databases: [account(pg)],
    mariadb_databases: [account(my)],
    sqlite_databases: [{ name: "book", path: "/srv/ledger/book.db" }],
    repositories: [{ path: `ssh://${FAR}${debian.folder}/far`, label: "far", encryption: "repokey-blake2" }],
    ssh_command: `${debian.folder}/rsh`,
    remote_path: debian.program("coffer"),
    archive_name_format: "planted-{now}",
    ...{ keep_daily: 7, keep_weekly: 4, keep_monthly: 13 },
    audit: { promise: [{ reach: "1 year", every: "1 month" }] },
    // the dumps of this configuration are tried elsewhere
    drill: { databases: false },
  };
}
