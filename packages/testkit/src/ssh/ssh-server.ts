import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { userInfo } from "node:os";
import { delimiter, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { descendants, killNow, processesWith } from "../run/index.ts";

/** Paths of OpenSSH's programs. */
export interface SshPrograms {
  readonly ssh: string;
  readonly sshd: string;
  readonly keygen: string;
}

/** One way into a server. */
export interface SshKey {
  /** What `BORG_RSH` must be to come in with this key. */
  readonly rsh: string;
}

const ADDRESS = "127.0.0.1";
/** Another program may take the port between our look and sshd's. */
const ATTEMPTS = 5;
/** Where sshd locks its unprivileged half in; made by the service manager, where there is one. */
const EMPTY_FOLDER = "/run/sshd";
const GONE_MS = 120_000;
const LOOK_MS = 20;
/** A variable of what a server runs, which tells its processes from those of others. */
const MARK = "COFFER_TEST_SSHD";

/** OpenSSH's programs, or `undefined` if one is missing. */
export function findSshPrograms(): SshPrograms | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin", "/usr/local/sbin"];
  const [ssh, sshd, keygen] = ["ssh", "sshd", "ssh-keygen"].map((name) =>
    folders.map((folder) => join(folder, name)).find((path) => path.startsWith("/") && existsSync(path)),
  );
  if (ssh === undefined || sshd === undefined || keygen === undefined) return undefined;
  return { ssh, sshd, keygen };
}

/** A running sshd. It serves the user who runs the test, root or not. */
export class SshServer {
  readonly port: number;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #programs: SshPrograms;
  #keys = 0;

  private constructor(child: ChildProcess, port: number, folder: string, programs: SshPrograms) {
    this.#child = child;
    this.port = port;
    this.#folder = folder;
    this.#programs = programs;
  }

  /**
   * Starts one, listening when this resolves.
   *
   * @param folder A new folder for keys and configuration; its path must have no blanks.
   * @param env Environment of the commands that it runs, besides its own.
   * @throws {Error} With what sshd said, if it does not start.
   */
  static async start(
    programs: SshPrograms,
    folder: string,
    env: Readonly<Record<string, string>> = {},
  ): Promise<SshServer> {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (process.getuid?.() === 0) mkdirSync(EMPTY_FOLDER, { recursive: true, mode: 0o755 });
    makeKey(programs, join(folder, "host_key"));
    writeFileSync(join(folder, "authorized_keys"), "", { mode: 0o600 });
    for (let attempt = 1; ; attempt += 1) {
      const port = await freePort();
      writeFileSync(join(folder, "sshd_config"), serverConfig(folder, port, { ...env, [MARK]: folder }));
      const child = spawn(programs.sshd, ["-D", "-e", "-f", join(folder, "sshd_config")], {
        stdio: ["ignore", "ignore", "pipe"],
      });
      const complaint = await untilListening(child);
      if (complaint === undefined) return new SshServer(child, port, folder, programs);
      if (attempt === ATTEMPTS) throw new Error(`sshd does not start: ${complaint}`);
    }
  }

  /**
   * Makes a key and lets it in.
   *
   * @param forced The command that runs whatever the client asks for, as `command="..."` of authorized_keys; without it, any.
   * @param port Where the client connects to, if not to the server itself.
   */
  addKey(forced?: readonly string[], port: number = this.port): SshKey {
    const name = `key-${(this.#keys += 1)}`;
    const path = join(this.#folder, name);
    makeKey(this.#programs, path);
    const options = forced === undefined ? "" : `restrict,command="${forcedCommand(forced)}" `;
    appendFileSync(join(this.#folder, "authorized_keys"), options + readFileSync(`${path}.pub`, "latin1"));
    const [kind, hostKey] = readFileSync(join(this.#folder, "host_key.pub"), "latin1").split(" ");
    writeFileSync(`${path}.hosts`, `[${ADDRESS}]:${port} ${kind} ${hostKey}\n`);
    writeFileSync(`${path}.config`, clientConfig(path));
    return { rsh: `${this.#programs.ssh} -F ${path}.config` };
  }

  /** Whom and where a client connects to. */
  get login(): { user: string; host: string; port: number } {
    return { user: userInfo().username, host: ADDRESS, port: this.port };
  }

  /** A location of Borg's: a repository of this server. @param path Absolute, or `/./...` below the home of the user. */
  location(path: string, port: number = this.port, proto: "ssh" | "sftp" = "ssh"): string {
    return `${proto}://${userInfo().username}@${ADDRESS}:${port}${path}`;
  }

  /** Ids of the processes that serve connections, and of what they run: that may go on when its connection is gone. */
  processes(): number[] {
    return [...new Set([...descendants(this.#child.pid ?? 0), ...processesWith(`${MARK}=${this.#folder}`)])];
  }

  /** Ids of the processes whose command line has the word `serve`, shells left out. */
  serving(): number[] {
    return this.processes().filter((pid) => {
      const words = commandLine(pid);
      return words.includes("serve") && !words.includes("-c");
    });
  }

  /** Cuts every connection as a broken line would: sshd's half ends without a word, and what it ran sees its input end. */
  drop(): void {
    for (const pid of this.processes()) {
      if (commandLine(pid)[0]?.startsWith("sshd") === true) killNow(pid);
    }
  }

  /** Waits until nothing is left of any connection. @throws {Error} If something is still there after two minutes. */
  async idle(): Promise<void> {
    for (let waited = 0; waited < GONE_MS; waited += LOOK_MS) {
      if (this.processes().length === 0) return;
      await sleep(LOOK_MS);
    }
    throw new Error(
      `still connected: ${this.processes()
        .map((pid) => commandLine(pid).join(" "))
        .join("; ")}`,
    );
  }

  /** Ends the server, its connections and what they run. */
  stop(): void {
    const all = [...this.processes(), this.#child.pid ?? 0];
    for (const pid of all) killNow(pid);
  }
}

function makeKey({ keygen }: SshPrograms, path: string): void {
  execFileSync(keygen, ["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", path]);
}

function serverConfig(folder: string, port: number, env: Readonly<Record<string, string>>): string {
  const variables = Object.entries(env).map(([name, value]) => `"${name}=${value}"`);
  return [
    `ListenAddress ${ADDRESS}:${port}`,
    `HostKey ${join(folder, "host_key")}`,
    `AuthorizedKeysFile ${join(folder, "authorized_keys")}`,
    "AuthenticationMethods publickey",
    "PermitRootLogin prohibit-password",
    // the folder lies in one that everybody may write to
    "StrictModes no",
    "UsePAM no",
    "PidFile none",
    "MaxStartups 100",
    "LogLevel INFO",
    "Subsystem sftp internal-sftp",
    ...(variables.length === 0 ? [] : [`SetEnv ${variables.join(" ")}`]),
    "",
  ].join("\n");
}

function clientConfig(key: string): string {
  return [
    `IdentityFile ${key}`,
    "IdentitiesOnly yes",
    "IdentityAgent none",
    `UserKnownHostsFile ${key}.hosts`,
    "GlobalKnownHostsFile /dev/null",
    "StrictHostKeyChecking yes",
    "BatchMode yes",
    "ControlPath none",
    "LogLevel ERROR",
    "",
  ].join("\n");
}

/** Words for the shell, inside the double quotes of authorized_keys. */
function forcedCommand(words: readonly string[]): string {
  return words
    .map((word) => `'${word.replaceAll("'", `'\\''`)}'`)
    .join(" ")
    .replaceAll('"', '\\"');
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject).listen(0, ADDRESS, () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}

/** @returns What sshd said if it ended instead. */
function untilListening(child: ChildProcess): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    let said = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      if (said.includes("Server listening")) resolve(undefined);
    });
    child.once("error", reject).once("close", () => resolve(said));
  });
}

/** Words of a running process; empty if it is gone. */
function commandLine(pid: number): string[] {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1")
      .split("\0")
      .filter((word) => word !== "");
  } catch {
    return [];
  }
}
