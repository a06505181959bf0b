import { resolveCredential } from "../../credential/index.ts";
import type { ServerDatabase } from "../configuration.ts";
import type { DataSourceContext } from "../data-source-hook.ts";
import type { RestoreTarget } from "../restore/restore-request.ts";
import { containerAddress } from "./container-address.ts";

/** How to reach a server. What is undefined is the tool's to choose. */
export interface Connection {
  readonly hostname: string | undefined;
  readonly port: string | number | undefined;
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/** The server that a database is dumped from. Looks up its container and loads its credentials. */
export async function dumpConnection(database: ServerDatabase, context: DataSourceContext): Promise<Connection> {
  return await connect(database.container, database.hostname, database, context);
}

/** The server that a database is restored to: said on the command line, else by `restore_…`, else where it came from. */
export async function restoreConnection(
  database: ServerDatabase,
  target: RestoreTarget,
  context: DataSourceContext,
): Promise<Connection> {
  const places = [
    [target.container, target.hostname],
    [database.restore_container, database.restore_hostname],
    [database.container, database.hostname],
  ] as const;
  const [container, hostname] = places.find((place) => place.some((name) => name)) ?? [];
  const account = {
    port: target.port ?? database.restore_port ?? database.port,
    username: target.username ?? database.restore_username ?? database.username,
    password: target.password ?? database.restore_password ?? database.password,
  };
  return await connect(container, hostname, account, context);
}

interface Account {
  readonly port?: string | number | undefined;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

/** A container wins over a host of the same place. */
async function connect(
  container: string | undefined,
  hostname: string | undefined,
  { port, username, password }: Account,
  context: DataSourceContext,
): Promise<Connection> {
  return {
    hostname: container ? await containerAddress(container, context) : hostname,
    port,
    username: await load(username, context),
    password: await load(password, context),
  };
}

async function load(text: string | undefined, context: DataSourceContext): Promise<string | undefined> {
  return text === undefined ? undefined : await resolveCredential(text, context.configuration, context.system);
}
