import { join } from "node:path";
import { BorgError } from "@coffer/format/errors";
import type { EngineContext } from "../context/index.ts";
import type { RepositoryContext, RepositoryFolder } from "../repository/index.ts";
import { SftpClient } from "../ssh/index.ts";
import { SftpFiles, SftpStorage } from "../storage/index.ts";
import type { SftpPlace } from "./sftp-place.ts";

/** What the way to a server takes from the context of the engine. */
export type SftpContext = RepositoryContext & Pick<EngineContext, "remoteSettings" | "umask">;

/** A folder on a server, while we are connected. */
export interface SftpFolder extends RepositoryFolder {
  readonly files: SftpFiles;
  /** Ends the connection. */
  readonly disconnect: () => Promise<void>;
}

/** A path below the folder in which a login begins. */
const LOGIN_RELATIVE = /^\/[.~]\/(.*)$/s;

/** Connects and has `use` open something there, with which the connection ends; if that fails, it ends at once. */
export async function withSftpFolder<T>(
  place: SftpPlace,
  ctx: SftpContext,
  use: (folder: SftpFolder) => Promise<T>,
): Promise<T> {
  const client = await SftpClient.connect(place.server, ctx.remoteSettings(), ctx.clock);
  const disconnect = (): Promise<void> => client.end();
  try {
    const { umask, reporter } = ctx;
    const server = place.location.slice(0, -place.path.length);
    const files = new SftpFiles(client, { server, umask, reporter });
    const path = await absolutePath(place, client);
    return await use({ path, files, storage: new SftpStorage(files, path, place.location), disconnect });
  } catch (error) {
    await disconnect();
    throw error;
  }
}

async function absolutePath({ path, location }: SftpPlace, client: SftpClient): Promise<string> {
  const relative = LOGIN_RELATIVE.exec(path)?.[1];
  if (relative !== undefined) return join(await client.realPath("."), relative);
  if (path.startsWith("/~")) throw new BorgError(`${location}: the home of another user cannot be named over SFTP`);
  return path;
}
