import { accessSync, constants, readdirSync, realpathSync, statSync } from "node:fs";
import { join, resolve } from "node:path";
import type { System } from "../system/index.ts";

/** Where configurations are looked for when none is named, in this order. Folders hold several files. */
export function defaultConfigurationPlaces({ env, home }: System): readonly string[] {
  const user = env["XDG_CONFIG_HOME"] || join(home, ".config");
  return [
    "/etc/borgmatic/config.yaml",
    "/etc/borgmatic.d",
    "/etc/coffermatic/config.yaml",
    "/etc/coffermatic.d",
    join(user, "borgmatic/config.yaml"),
    join(user, "borgmatic.d"),
    join(user, "coffermatic/config.yaml"),
    join(user, "coffermatic.d"),
  ];
}

/**
 * The files that `places` stand for, absolute, in order, each once: files as they are, of folders those named `*.yaml` or `*.yml`, sorted,
 * without their subfolders. A default place that does not exist is passed over, any other is kept, so that loading it can complain.
 * A folder that cannot be read is passed over.
 */
export function findConfigurationFiles(places: readonly string[], system: System): readonly string[] {
  const defaults = new Set(defaultConfigurationPlaces(system).map(realPath));
  const found = new Map<string, string>();
  for (const place of places) {
    const path = resolve(system.cwd, place);
    for (const file of filesAt(path, defaults.has(realPath(path)))) {
      const real = realPath(file);
      if (!found.has(real)) found.set(real, file);
    }
  }
  return [...found.values()];
}

function filesAt(path: string, mayBeMissing: boolean): readonly string[] {
  const kind = kindOf(path);
  if (kind === "missing" && mayBeMissing) return [];
  if (kind !== "folder") return [path];
  if (!isReadable(path)) return [];
  return readdirSync(path)
    .filter((name) => /\.ya?ml$/.test(name))
    .toSorted()
    .map((name) => join(path, name))
    .filter((file) => kindOf(file) !== "folder");
}

function kindOf(path: string): "file" | "folder" | "missing" {
  try {
    return statSync(path).isDirectory() ? "folder" : "file";
  } catch {
    return "missing";
  }
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}
