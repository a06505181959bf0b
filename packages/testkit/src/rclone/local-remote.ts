import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A remote of rclone, on a folder. */
export interface LocalRemote {
  /** As rclone writes it: `disk:PATH`. */
  readonly remote: string;
  /** What lies on it. */
  readonly folder: string;
  /** Where rclone finds its configuration; it knows no other. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Makes a remote `disk` below a folder of the test's own. */
export function makeLocalRemote(parent: string): LocalRemote {
  const folder = join(parent, "remote");
  mkdirSync(folder, { recursive: true });
  const RCLONE_CONFIG = join(parent, "rclone.conf");
  writeFileSync(RCLONE_CONFIG, `[disk]\ntype = alias\nremote = ${folder}\n`);
  return { remote: "disk:", folder, environment: { RCLONE_CONFIG } };
}
