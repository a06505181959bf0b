import { textToBytes } from "@coffer/format/bytes";
import type { BorgError } from "@coffer/format/errors";
import type { EngineContext } from "../../context/index.ts";
import { Conversation } from "./conversation.ts";
import { readId } from "./read-answer.ts";
import type { RemotePlace } from "./remote-place.ts";
import { serverCommand } from "./server-command.ts";

/** What the way to a server takes from the context of the engine. */
export type RemoteContext = Pick<
  EngineContext,
  "clock" | "folders" | "lockWaitSeconds" | "randomBytes" | "remoteSettings" | "reporter"
>;

/** How the server is to open the repository. */
export interface OpenRequest {
  readonly create?: boolean;
  readonly lock?: boolean;
  readonly exclusive?: boolean;
  readonly appendOnly?: boolean;
  readonly makeParentDirs?: boolean;
  /** Options for the server, besides those of the settings. */
  readonly serveOptions?: readonly string[];
}

/** Starts a server and has it open a repository. @returns The repository's id, too. */
export async function openConversation(
  place: RemotePlace,
  request: OpenRequest,
  ctx: RemoteContext,
  onPut: (error: BorgError | undefined) => void,
): Promise<{ conversation: Conversation; id: Uint8Array }> {
  const settings = ctx.remoteSettings();
  const command = await serverCommand(place, settings, request.serveOptions ?? []);
  const words = command.map((word) => `'${word}'`).join(", ");
  ctx.reporter.log({ level: "debug", message: `SSH command line: [${words}]`, name: "borg.remote" });
  const conversation = await Conversation.begin(command, {
    settings,
    clock: ctx.clock,
    location: place.written,
    onPut,
  });
  try {
    const args = {
      path: textToBytes(place.path),
      create: request.create ?? false,
      lock_wait: ctx.lockWaitSeconds,
      lock: request.lock ?? true,
      exclusive: request.exclusive ?? false,
      append_only: request.appendOnly ?? false,
      make_parent_dirs: request.makeParentDirs ?? false,
    };
    return { conversation, id: await conversation.call("open", args, readId) };
  } catch (error) {
    await conversation.end();
    throw error;
  }
}
