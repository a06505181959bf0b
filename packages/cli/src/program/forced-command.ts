import { splitShell } from "../text/index.ts";
import type { Asked, Interpretation } from "./interpret.ts";

/** What a client may choose although the administrator has put a command of his own in the place of the client's. */
const CLIENT_OPTIONS = ["debugTopics", "lockWait", "logLevel"] as const;

/**
 * The words behind the program's name of a command that an SSH client asked for. Variables before the name are dropped.
 *
 * @throws {ShellSyntaxError}
 */
export function clientWords(command: string): string[] {
  const words = splitShell(command);
  const program = words.findIndex((word) => !word.includes("="));
  return program < 0 ? [] : words.slice(program + 1);
}

/**
 * The server that the administrator's command asks for, with the few options that are the client's choice. A client that asks for
 * another command gets the administrator's; one that asks for help or the version gets that.
 *
 * @throws What the client's command line is refused with.
 */
export async function heedClient(
  asked: Asked & { readonly kind: "command" },
  words: readonly string[],
  interpretWords: (words: readonly string[]) => Promise<Interpretation>,
): Promise<Interpretation> {
  const client = await interpretWords(words);
  if (client.kind === "text") return client;
  if (client.command !== asked.command) return asked;
  const chosen = Object.fromEntries(CLIENT_OPTIONS.map((name) => [name, client.values[name]]));
  return { ...asked, values: { ...asked.values, ...chosen } };
}
