import { join } from "node:path";
import type { TestContext } from "node:test";
import { Client, coffer, temporaryFolder, theBorgs } from "@coffer/testkit/borg";
import type { ClientOptions, Program } from "@coffer/testkit/borg";
import { SshServer } from "@coffer/testkit/ssh";
import type { SshPrograms } from "@coffer/testkit/ssh";
import { removeTree } from "@coffer/testkit/tree";

/** Who talks to whom. */
export interface SshPair {
  readonly name: string;
  readonly client: Program;
  readonly server: Program;
  /** The real borg of the pair; of two coffers, the newest one. */
  readonly judge: Program;
  /** Whether this is borg to borg. */
  readonly control: boolean;
}

/** A machine of its own behind a real sshd, as one client sees it. */
export interface SshWorld {
  readonly folder: string;
  readonly server: SshServer;
  /** Reaches the repository by {@link SshWorld.location}. */
  readonly client: Client;
  /** Reaches it by its path, on the "other" machine. */
  readonly local: Client;
  /** Path on the server. */
  readonly repository: string;
  readonly location: string;
}

/** Borg to borg (the control), coffer with each borg in both directions, and coffer to coffer. */
export function sshPairs(): SshPair[] {
  const borgs = theBorgs();
  const [newest] = borgs;
  if (newest === undefined) return [];
  return [
    ...borgs.map((borg) => pair(borg, borg, borg)),
    ...borgs.map((borg) => pair(borg, coffer, borg)),
    ...borgs.map((borg) => pair(coffer, borg, borg)),
    pair(coffer, coffer, newest),
  ];
}

function pair(client: Program, server: Program, judge: Program): SshPair {
  const control = client === judge && server === judge;
  const name = `${control ? "control: " : ""}${client.name} to ${server.name} serve`;
  return { name, client, server, judge, control };
}

/** Starts an sshd. Both go away after the test. */
export async function sshWorld(
  context: Pick<TestContext, "after">,
  ssh: SshPrograms,
  program: Program,
  options: ClientOptions = {},
): Promise<SshWorld> {
  const folder = temporaryFolder(context, { inMemory: 300e6 });
  const far = join(folder, "far");
  const env = { BORG_BASE_DIR: far, LC_ALL: "C.UTF-8", TZ: "UTC" };
  const server = await SshServer.start(ssh, join(folder, "sshd"), env);
  context.after(() => {
    server.stop();
    // immutable files of a tree would stop the removal of the folder
    removeTree(folder);
  });
  const repository = join(folder, "repository");
  const rsh = { BORG_RSH: server.addKey().rsh, BORG_REMOTE_PATH: program.path };
  const client = new Client(join(folder, "home"), { ...options, env: { ...rsh, ...options.env } });
  const local = new Client(join(folder, "home"), options);
  return { folder, server, client, local, repository, location: server.location(repository) };
}
