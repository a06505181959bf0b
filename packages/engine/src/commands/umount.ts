import { spawnSync } from "node:child_process";

/**
 * Unmounts a FUSE file system, by the system's own programs. Their words go to the outputs of this process.
 *
 * @returns The exit code of the program; 0: it is unmounted.
 * @throws {Error} If there is neither `fusermount` nor `umount`.
 */
export function umount(mountpoint: string): number {
  for (const [program, words] of [
    ["fusermount", ["-u", mountpoint]],
    ["fusermount3", ["-u", mountpoint]],
    ["umount", [mountpoint]],
  ] as const) {
    const { status, error } = spawnSync(program, words, { stdio: "inherit" });
    if (error === undefined) return status ?? 1;
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  }
  throw new Error("neither fusermount nor umount is installed");
}
