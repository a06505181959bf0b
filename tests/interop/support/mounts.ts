import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TestContext } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { coffer, theBorgs } from "@coffer/testkit/borg";
import type { Client, Program } from "@coffer/testkit/borg";

/** `false`, or the reason for a skip, which is also printed. */
export function needFuse(): false | string {
  try {
    accessSync("/dev/fuse", constants.R_OK | constants.W_OK);
    return false;
  } catch {
    const reason =
      "nothing can be mounted here: /dev/fuse is missing or closed to us (apt install fuse3; modprobe fuse)";
    console.error(`# PEER MISSING: ${reason}`);
    return reason;
  }
}

let mounting: Program | false | undefined;

/** A real borg that can mount, or `undefined`: that takes Python modules which not every borg has. Says so then. */
export function borgThatMounts(): Program | undefined {
  mounting ??= theBorgs().find((borg) => {
    const { stderr } = spawnSync(borg.path, ["mount", "/nonexistent", "/nonexistent"], { encoding: "utf8" });
    return !stderr.includes("not available");
  });
  if (mounting === undefined) {
    console.error("# PEER MISSING: no borg with pyfuse3 or llfuse (Debian: apt install python3-pyfuse3)");
    mounting = false;
  }
  return mounting === false ? undefined : mounting;
}

/** Mount points of one test. Make it before the folder that they lie in: what is made first is cleaned up first. */
export class Mounts {
  readonly #mountpoints: string[] = [];

  constructor(context: TestContext) {
    context.after(() => this.#mountpoints.forEach(unmount));
  }

  /** A new folder to mount on. */
  folder(parent: string): string {
    const mountpoint = join(parent, `mount-${this.#mountpoints.length}`);
    mkdirSync(mountpoint);
    this.#mountpoints.push(mountpoint);
    return mountpoint;
  }

  /** Mounts on a new folder. @param words Options and the location; `@` is the folder, by default the last word. */
  async mount(client: Client, program: Program, parent: string, words: readonly string[]): Promise<string> {
    const mountpoint = this.folder(parent);
    const all = (words.includes("@") ? words : [...words, "@"]).map((word) => (word === "@" ? mountpoint : word));
    const codes = program === coffer ? [0] : [0, 1];
    const { code, stderr } = await client.call(program, ["mount", ...all], { timeoutMs: 300_000, codes });
    if (code !== 0) await expectLostSignal(stderr, mountpoint);
    return mountpoint;
  }
}

/** Borg's process in the background tells by a signal that it has mounted; one that comes at a bad moment is lost, the mount is there. */
async function expectLostSignal(stderr: string, mountpoint: string): Promise<void> {
  assert.match(stderr, /Background process did not respond \(timeout\)/);
  for (let waited = 0; !isMounted(mountpoint); waited += 100) {
    assert.ok(waited < 30_000, `nothing is mounted: ${stderr}`);
    await sleep(100);
  }
}

/** Detaches whatever is there, in use or not; nothing is no error. */
export function unmount(mountpoint: string): void {
  if (isMounted(mountpoint)) spawnSync("umount", ["-l", mountpoint]);
}

export function isMounted(mountpoint: string): boolean {
  return readFileSync("/proc/self/mounts", "utf8").includes(` ${mountpoint} `);
}

/** Process ids of those who share the repository's lock. */
export function lockHolders(repository: string): number[] {
  const roster = join(repository, "lock.roster");
  if (!existsSync(roster)) return [];
  const { shared } = JSON.parse(readFileSync(roster, "utf8")) as { shared?: [string, number, number][] };
  return (shared ?? []).map(([, pid]) => pid);
}

/** Waits until a process is gone. @returns False if it is still there after a minute. */
export async function isGone(pid: number): Promise<boolean> {
  for (let waited = 0; waited < 60_000; waited += 20) {
    if (!existsSync(`/proc/${pid}`)) return true;
    await sleep(20);
  }
  return false;
}
