import { mkdir } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { expandHome, makeOwnedFolder, removeTree, type System } from "../../system/index.ts";
import type { DataSourceConfiguration } from "./configuration.ts";
import { RUN_PREFIX } from "./run-folders.ts";

/** A folder for what lives as long as one action: pipes, dumps, manifests, lists of patterns. */
export interface RuntimeDirectory {
  /** `BASE/borgmatic-RANDOM/./borgmatic`, mode 0700. Borg 1.4 stores what lies in it as `borgmatic/…`. */
  readonly path: string;
  /** Removes the folder; what is still mounted in it is left alone. */
  remove(): Promise<void>;
}

/**
 * Makes a folder of its own for a run, where the configuration, the session or systemd wants such folders.
 *
 * @throws {Error} If that place is no absolute path, or the folder cannot be made.
 */
export async function createRuntimeDirectory(
  configuration: DataSourceConfiguration,
  system: System,
): Promise<RuntimeDirectory> {
  const base = runtimeBase(configuration, system);
  await mkdir(base, { recursive: true, mode: 0o700 });
  const own = await makeOwnedFolder(base, RUN_PREFIX);
  // no join(): it would take the dot away
  const path = `${own}/./borgmatic`;
  await mkdir(path, { mode: 0o700 });
  return { path, remove: () => removeTree(own) };
}

function runtimeBase(configuration: DataSourceConfiguration, { env, home }: System): string {
  const chosen =
    configuration.user_runtime_directory || env["XDG_RUNTIME_DIR"] || env["RUNTIME_DIRECTORY"]?.split(":")[0];
  const base = expandHome(chosen || env["TMPDIR"] || env["TEMP"] || "/tmp", { home });
  if (!isAbsolute(base)) {
    throw new Error(`The ${chosen ? "runtime" : "temporary"} directory must be an absolute path, not ${base}`);
  }
  return base;
}
