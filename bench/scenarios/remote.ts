import { join } from "node:path";
import { Client } from "@coffer/testkit/borg";
import type { Program } from "@coffer/testkit/borg";
import { findSshPrograms, SlowLine, SshServer } from "@coffer/testkit/ssh";
import type { LineOptions } from "@coffer/testkit/ssh";
import type { Scenario } from "./scenario.ts";
import { borgOf } from "./stage.ts";
import type { Stage } from "./stage.ts";

/** How the commands of a scenario reach their repository. */
export interface Remote {
  /** Who serves coffer: its own `serve`, or borg's, which borg always has. */
  readonly server: "coffer" | "borg";
  /** Between client and server; without one, the loopback. */
  readonly line?: LineOptions;
}

/** A transatlantic line: 50 ms for question and answer, 100 Mbit/s each way. */
export const LONG_LINE: LineOptions = { roundTripMs: 50, bytesPerSecond: 12_500_000 };

/** The same scenario, its measured commands through ssh; all else on the server itself. */
export function overSsh(name: string, scenario: Scenario, target: number, remote: Remote): Scenario {
  return {
    ...scenario,
    name,
    target,
    remote,
    borgOnly: true,
    obstacle: () => (findSshPrograms() === undefined ? "there is no sshd (apt install openssh-server)" : undefined),
  };
}

/** An sshd, and a line to it if asked for. */
export class Connection {
  readonly #server: SshServer;
  readonly #line: SlowLine | undefined;
  readonly #rsh: string;
  readonly #remote: Remote;

  private constructor(server: SshServer, line: SlowLine | undefined, remote: Remote) {
    this.#server = server;
    this.#line = line;
    this.#remote = remote;
    this.#rsh = server.addKey(undefined, line?.port).rsh;
  }

  static async open(folder: string, remote: Remote): Promise<Connection> {
    const programs = findSshPrograms();
    if (programs === undefined) throw new Error("there is no sshd");
    const far = join(folder, "far");
    // HOME: what the login shell of whoever runs this does at its start is not to be measured
    const server = await SshServer.start(programs, folder, { BORG_BASE_DIR: far, HOME: far, LC_ALL: "C.UTF-8" });
    const line = remote.line === undefined ? undefined : await SlowLine.open(server.port, remote.line);
    return new Connection(server, line, remote);
  }

  /** What a stage is for the commands that come from afar. */
  seenFromAfar(stage: Stage, borg: Program | undefined): Stage {
    const server = this.#remote.server === "borg" ? (borg ?? borgOf(stage)) : borgOf(stage);
    const { env } = new Client(stage.home, { env: { BORG_RSH: this.#rsh, BORG_REMOTE_PATH: server.path } });
    return {
      ...stage,
      env,
      repository: this.#server.location(stage.repository, this.#line?.port),
    };
  }

  close(): void {
    this.#line?.close();
    this.#server.stop();
  }
}
