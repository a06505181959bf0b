import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { RemoteSettings } from "@coffer/engine/context";
import { testRemoteSettings } from "../rpc-server/index.ts";
import { SshServer } from "./ssh-server.ts";
import type { SshPrograms } from "./ssh-server.ts";

/** A real sshd with SFTP for all tests of a file, one login for all of them, and folders behind it. */
export class SftpHost {
  readonly server: SshServer;
  /** How to get there. */
  readonly settings: RemoteSettings;
  readonly #folder: string;

  private constructor(server: SshServer, settings: RemoteSettings, folder: string) {
    this.server = server;
    this.settings = settings;
    this.#folder = folder;
  }

  static async start(ssh: SshPrograms): Promise<SftpHost> {
    const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "coffer-test-"));
    const server = await SshServer.start(ssh, join(folder, "sshd"));
    const master = ["ControlMaster=auto", `ControlPath=${folder}/master`, "ControlPersist=60"];
    const rsh = [...server.addKey().rsh.split(" "), ...master.flatMap((option) => ["-o", option])];
    return new SftpHost(server, testRemoteSettings(undefined, { rsh, environment: process.env }), folder);
  }

  /** A new folder of the server. */
  newFolder(): string {
    return mkdtempSync(join(this.#folder, "root-"));
  }

  /** Ends the server and removes all folders. */
  stop(): void {
    this.server.stop();
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
