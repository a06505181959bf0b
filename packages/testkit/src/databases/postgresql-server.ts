import { chmodSync, chownSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { ADDRESS, type DatabaseServer, freePort, runTool, startServer, userNamed } from "./server-process.ts";

const ACCOUNT = { user: "keeper", password: "pässword \"with' quotes" } as const;

/** Starts a PostgreSQL for a test. @param bin Folder of its programs. */
export async function startPostgresql(t: Pick<TestContext, "after">, bin: string): Promise<DatabaseServer> {
  // short, for a socket's path may not be long; open, for the server is another user
  const folder = mkdtempSync(join(tmpdir(), "coffer-pg-"));
  const owner = userNamed("postgres");
  chmodSync(folder, 0o711);
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(folder, owner.uid, owner.gid);
  const [data, passwordFile] = [join(folder, "data"), join(folder, "password")];
  writeFileSync(passwordFile, ACCOUNT.password, { mode: 0o644 });
  const access = ["-A", "scram-sha-256", "-U", ACCOUNT.user, `--pwfile=${passwordFile}`];
  runTool([join(bin, "initdb"), "-D", data, "-E", "UTF8", "--locale=C", "--no-sync", ...access], { user: owner });
  const port = await freePort();
  const query = (database: string, statements: string): string => {
    const server = ["-h", ADDRESS, "-p", String(port), "-U", ACCOUNT.user, "-d", database];
    const format = ["-X", "-q", "-A", "-t", "-F", "\t", "-v", "ON_ERROR_STOP=1"];
    const words = [join(bin, "psql"), ...format, ...server];
    return runTool(words, { env: { PGPASSWORD: ACCOUNT.password }, input: statements });
  };
  mkdirSync(join(folder, "sockets"), { mode: 0o777 });
  chmodSync(join(folder, "sockets"), 0o777);
  const settings = { port, listen_addresses: ADDRESS, fsync: "off", unix_socket_directories: join(folder, "sockets") };
  const words = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  await startServer(t, folder, [join(bin, "postgres"), "-D", data, ...words], owner, () =>
    query("postgres", "select 1"),
  );
  return { data, host: ADDRESS, port, ...ACCOUNT, query };
}
