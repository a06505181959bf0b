import { spawn, spawnSync } from "node:child_process";
import { closeSync, constants as fsConstants, openSync, statSync } from "node:fs";
import { constants } from "node:os";
import { textToBytes } from "@coffer/format/bytes";
import type { MountOptions } from "../mount-options.ts";
import { fuseCalls } from "./calls.ts";

const DEVICE = "/dev/fuse";
const O_CLOEXEC = 0o2000000;
const AF_UNIX = 1;
const SOCK_STREAM = 1;
/** Else the helper would hold our end, too, and never see it closed. */
const SOCK_CLOEXEC = 0o2000000;
const MNT_DETACH = 2;
const F_SETFL = 4;
/** Newer and older name of the program that mounts for those who may not. */
const HELPERS = ["fusermount3", "fusermount"];
/** Where systems have it. The engine knows no environment, and a setuid program needs none. */
const HELPER_PATH = "/run/wrappers/bin:/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin";

/** A file system could not be attached; the text says why. */
export class MountFailure extends Error {
  override readonly name = "MountFailure";
}

/** Attaches a FUSE file system to a folder. @returns The open device, non-blocking. @throws {MountFailure} */
export async function attach(mountpoint: string, options: MountOptions): Promise<number> {
  if (process.geteuid?.() === 0 && !options.autoUnmount) {
    const fd = attachAsRoot(mountpoint, options);
    if (fd !== undefined) return fd;
  }
  return await attachByHelper(mountpoint, options);
}

/** @returns `undefined` if even root may not mount here (in a container), but the helper might. */
function attachAsRoot(mountpoint: string, options: MountOptions): number | undefined {
  const fd = openDevice();
  const data = [
    `fd=${fd}`,
    `rootmode=${statSync(Buffer.from(textToBytes(mountpoint))).mode.toString(8)}`,
    `user_id=${process.getuid?.() ?? 0}`,
    `group_id=${process.getgid?.() ?? 0}`,
    ...options.kernel,
  ].join(",");
  const type = options.subtype === undefined ? "fuse" : `fuse.${options.subtype}`;
  const calls = fuseCalls();
  const [source, target] = [text(options.fsname), text(mountpoint)];
  if (calls.mount(source, target, text(type), options.flags, text(data)) === 0) return fd;
  const errno = calls.errno();
  closeSync(fd);
  if (errno === constants.errno.EPERM) return undefined;
  throw new MountFailure(`fuse: mount failed: ${errnoText(errno)}`);
}

function openDevice(): number {
  try {
    return openSync(DEVICE, fsConstants.O_RDWR | fsConstants.O_NONBLOCK | O_CLOEXEC);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENODEV" || code === "ENXIO") {
      throw new MountFailure("fuse: device not found, try 'modprobe fuse' first");
    }
    throw new MountFailure(`fuse: failed to open ${DEVICE}: ${message}`);
  }
}

/** The helper mounts and hands the open device back through a socket. */
async function attachByHelper(mountpoint: string, options: MountOptions): Promise<number> {
  const calls = fuseCalls();
  const pair = Buffer.alloc(8);
  if (calls.socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) < 0)
    throw new MountFailure("fuse: socketpair failed");
  const [ours, theirs] = [pair.readInt32LE(0), pair.readInt32LE(4)];
  const received = calls.receiveDescriptor(ours);
  const words = [...(options.all.length > 0 ? ["-o", options.all.join(",")] : []), "--", mountpoint];
  const failure = await startHelper(words, theirs);
  closeSync(theirs);
  if (failure !== undefined) {
    await received;
    closeSync(ours);
    throw new MountFailure(`fuse: ${failure}`);
  }
  const fd = await received;
  // With auto_unmount the helper waits for the end of this socket, which comes with the end of this process.
  if (!options.autoUnmount || fd < 0) closeSync(ours);
  if (fd < 0) throw new MountFailure("fuse: the mount helper gave up");
  calls.fcntl(fd, F_SETFL, fsConstants.O_RDWR | fsConstants.O_NONBLOCK);
  return fd;
}

async function startHelper(words: readonly string[], socket: number): Promise<string | undefined> {
  for (const helper of HELPERS) {
    const child = spawn(helper, words, {
      stdio: ["ignore", "inherit", "inherit", socket],
      env: { PATH: HELPER_PATH, _FUSE_COMMFD: "3" },
    });
    const outcome = await new Promise<"started" | NodeJS.ErrnoException>((resolve) => {
      child.once("spawn", () => resolve("started"));
      child.once("error", resolve);
    });
    child.unref();
    if (outcome === "started") return undefined;
    if (outcome.code !== "ENOENT") return `cannot run ${helper}: ${outcome.message}`;
  }
  return `neither ${HELPERS.join(" nor ")} is installed`;
}

/** Detaches; programs that are inside keep what they have open. @returns Whether that worked. */
export function detach(mountpoint: string): boolean {
  if (process.geteuid?.() === 0 && fuseCalls().umount2(text(mountpoint), MNT_DETACH) === 0) return true;
  return HELPERS.some(
    (helper) =>
      spawnSync(helper, ["-u", "-q", "-z", "--", mountpoint], { stdio: "ignore", env: { PATH: HELPER_PATH } })
        .status === 0,
  );
}

function text(value: string): Uint8Array {
  return textToBytes(`${value}\0`);
}

function errnoText(errno: number): string {
  const found = Object.entries(constants.errno).find(([, number]) => number === errno);
  return found?.[0] ?? String(errno);
}
