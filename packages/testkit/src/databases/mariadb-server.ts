import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { ADDRESS, type DatabaseServer, freePort, runTool, startServer } from "./server-process.ts";

const ACCOUNT = { user: "keeper", password: "pässword \"with' quotes\\" } as const;

/** Starts a MariaDB for a test. @param bin Folder of its server. */
export async function startMariadb(t: Pick<TestContext, "after">, bin: string): Promise<DatabaseServer> {
  const folder = mkdtempSync(join(tmpdir(), "coffer-my-"));
  const [data, socket] = [join(folder, "data"), join(folder, "socket")];
  // only root can and must say whom it runs as
  const root = process.getuid?.() === 0 ? ["--user=root"] : [];
  const install = ["--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"];
  runTool(["mariadb-install-db", "--no-defaults", `--datadir=${data}`, ...install, ...root]);
  const port = await freePort();
  const ask = (words: readonly string[], statements: string, env: object = {}): string =>
    runTool(
      ["mariadb", "--no-defaults", "--default-character-set=utf8mb4", "--batch", "--skip-column-names", ...words],
      { input: statements, env },
    );
  const own = ["--skip-name-resolve", "--innodb-buffer-pool-size=8M", "--innodb-flush-log-at-trx-commit=0"];
  const place = [`--datadir=${data}`, `--socket=${socket}`, `--port=${port}`, `--bind-address=${ADDRESS}`];
  const words = [
    join(bin, "mariadbd"),
    "--no-defaults",
    ...place,
    `--pid-file=${join(folder, "pid")}`,
    ...own,
    ...root,
  ];
  const asRoot = ["-u", "root", "-S", socket];
  await startServer(t, folder, words, {}, () => ask(asRoot, "select 1"));
  const quoted = `'${ACCOUNT.password.replaceAll(/[\\']/g, "\\$&")}'`;
  ask(asRoot, `create user ${ACCOUNT.user}@'%' identified by ${quoted}; grant all on *.* to ${ACCOUNT.user}@'%'`);
  const server = ["-h", ADDRESS, "-P", String(port), "-u", ACCOUNT.user];
  const query = (database: string, statements: string): string =>
    ask([...server, database], statements, { MYSQL_PWD: ACCOUNT.password });
  return { data, host: ADDRESS, port, ...ACCOUNT, query };
}
