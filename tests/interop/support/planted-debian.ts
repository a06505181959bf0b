import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { type Finished, run } from "@coffer/testkit/run";

const PROJECT = fileURLToPath(new URL("../../../", import.meta.url)).replace(/\/$/, "");

/** What every Debian has at its root; all else there is this machine's own, and hidden. */
const OF_DEBIAN = "/bin/|/boot/|/dev/|/etc/|/lib*/|/lost+found/|/proc/|/run/|/sbin/|/sys/|/tmp/|/usr/|/var/";

/** Whatever is written to /etc and /var goes to memory; the project stays reachable below the folder. */
const PREPARE = `set -e
layers=$1/layers
mount -t tmpfs -o mode=0755 layers "$layers"
mkdir "$layers/program"
mount --bind "$2" "$layers/program"
for name in etc var; do
  mkdir "$layers/$name" "$layers/$name.work"
  mount -t overlay -o "lowerdir=/$name,upperdir=$layers/$name,workdir=$layers/$name.work" overlay "/$name"
done
for folder in /*/; do
  case $folder in ${OF_DEBIAN}) ;; *) mount -t tmpfs -o mode=0755 own "$folder" ;; esac
done
touch -d 2000-01-01 "$layers/old"
for file in /* /.[!.]*; do
  [ ! -f "$file" ] || [ -L "$file" ] || mount --bind "$layers/old" "$file"
done
mkdir -p /home /root /srv
echo ready
exec cat`;

/**
 * This Debian as a process sees it that has entered: with homes, /srv and the like empty, and an /etc and a /var that can be written to and
 * are as before for everybody else. It is gone with the test.
 */
export class PlantedDebian {
  /** In /tmp: seen inside and outside. */
  readonly folder: string;
  readonly #holder: ChildProcess;

  private constructor(folder: string, holder: ChildProcess) {
    this.folder = folder;
    this.#holder = holder;
  }

  /** Why there can be none here. */
  static lacks(): false | string {
    if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return "needs root on Debian";
    const attempt =
      "mount -t tmpfs t /mnt && mkdir /mnt/u /mnt/w && mount -t overlay -o lowerdir=/etc,upperdir=/mnt/u,workdir=/mnt/w o /etc";
    const { status } = spawnSync("unshare", ["--mount", "--propagation", "private", "sh", "-c", attempt]);
    return status === 0 ? false : "needs to mount an overlay";
  }

  static async start(context: Pick<TestContext, "after">): Promise<PlantedDebian> {
    const folder = mkdtempSync("/tmp/coffer-debian-");
    mkdirSync(join(folder, "layers"));
    const words = ["--mount", "--propagation", "private", "sh", "-c", PREPARE, "sh", folder, PROJECT];
    const holder = spawn("unshare", words, { cwd: "/", stdio: ["pipe", "pipe", "pipe"] });
    const ended = once(holder, "close");
    context.after(async () => {
      holder.stdin.end();
      await ended;
      rmSync(folder, { recursive: true, force: true });
    });
    let said = "";
    holder.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    await Promise.race([once(holder.stdout, "data"), ended]);
    if (holder.exitCode !== null) throw new Error(`cannot prepare the machine: ${said}`);
    return new PlantedDebian(folder, holder);
  }

  /** A program of this project, by its path inside. */
  program(name: string): string {
    return join(this.folder, "layers/program/bin", name);
  }

  /** Runs a program inside, in the folder `/`. */
  async run(words: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Finished> {
    const enter = ["--target", String(this.#holder.pid), "--mount", "--wd", "--", ...words];
    const usual = { PATH: process.env["PATH"] ?? "", HOME: "/root", LC_ALL: "C.UTF-8", TZ: "UTC" };
    return await run("nsenter", enter, { env: { ...usual, ...env }, cwd: "/" });
  }

  /** Runs a shell script inside. @throws {Error} If it fails. */
  async plant(script: string): Promise<void> {
    const { code, stderr } = await this.run(["sh", "-ec", script]);
    if (code !== 0) throw new Error(stderr);
  }
}
