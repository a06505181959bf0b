import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { loadOf } from "./load.ts";
import { USUAL } from "./preparations.ts";
import { onArchive } from "./read.ts";
import type { Scenario } from "./scenario.ts";
import { command, perform } from "./stage.ts";

/** The cost is that of the program that looks into a fresh mount; the process that serves the mount is not in it, its time is. */
function inMount(path: string, words: readonly string[]): Pick<Scenario, "run"> & Partial<Scenario> {
  return {
    borgOnly: true,
    obstacle: (borg) => {
      if (!existsSync("/dev/fuse")) return "there is no /dev/fuse";
      if (borg === undefined) return undefined;
      const { stderr } = spawnSync(borg.path, ["mount", "/nonexistent", "/nonexistent"], { encoding: "utf8" });
      return stderr.includes("not available") ? `${borg.path} cannot mount (it needs pyfuse3 or llfuse)` : undefined;
    },
    before: async (stage) => {
      const mount = join(stage.folder, "mount");
      mkdirSync(mount, { recursive: true });
      await perform(command(stage, ["mount", stage.repository, mount], stage.folder));
    },
    after: async (stage) => {
      await perform(command(stage, ["umount", join(stage.folder, "mount")], stage.folder));
    },
    run: ({ folder, env }) => [{ path, words, cwd: join(folder, "mount"), env }],
  };
}

export const MOUNT: readonly Scenario[] = [
  onArchive(
    "mount-read",
    "random",
    { target: 1 },
    {
      ...inMount("cat", ["a/random"]),
      load: loadOf("random", USUAL, "read"),
    },
  ),
  onArchive("mount-find", "some", { target: 0.5 }, inMount("find", [".", "-newermt", "2100-01-01"])),
];
