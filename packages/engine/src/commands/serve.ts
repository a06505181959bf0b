import type { EngineContext } from "../context/index.ts";
import { serveConnection } from "../remote/index.ts";
import type { ServeConnectionOptions, ServerConnection } from "../remote/index.ts";

export type { ServerConnection } from "../remote/index.ts";

export interface ServeOptions extends ServeConnectionOptions {
  readonly connection: ServerConnection;
}

export interface ServeResult {
  /** Whether the client has named a repository that it may reach. */
  readonly wasUsed: boolean;
}

/** Serves one client that speaks Borg's protocol, until it closes; see `serveConnection`. */
export async function serve(options: ServeOptions, ctx: EngineContext): Promise<ServeResult> {
  return { wasUsed: await serveConnection(options.connection, options, ctx) };
}
