import { spawnSync } from "node:child_process";

/** The version line of the machine's rclone; `undefined`, and why, if there is none. */
export function findRclone(): { readonly version: string | undefined; readonly skip: string | false } {
  const { stdout, error } = spawnSync("rclone", ["version"], { encoding: "utf8" });
  const version = error === undefined ? stdout.split("\n", 1)[0] : undefined;
  if (version !== undefined) return { version, skip: false };
  const skip = "there is no rclone on this machine (Debian: apt-get install rclone)";
  console.warn(`SKIPPED: ${skip}`);
  return { version, skip };
}
