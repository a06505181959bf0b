import type { ActionContext } from "./action-context.ts";
import { ActionError } from "./action-error.ts";
import { readArchiveText } from "./archive-reading.ts";

/** What an archive says of the configuration that it was made with. */
export interface BootstrapManifest {
  /** Absolute. */
  readonly config_paths: readonly string[];
}

/** Where the manifest may lie: at Borg 1.4's place, below the folder of the run, or where old versions of borgmatic have put it. */
const MANIFEST_PATTERN =
  "re:^(borgmatic|([^/]+/)*borgmatic-[^/]+/(\\./)?borgmatic|([^/]+/)*\\.borgmatic)/bootstrap/manifest\\.json$";

/**
 * Reads the manifest of an archive.
 *
 * @returns Undefined if it has none.
 * @throws {ActionError} If it cannot be understood.
 */
export async function readBootstrapManifest(
  context: ActionContext,
  archive: string,
): Promise<BootstrapManifest | undefined> {
  const text = await readArchiveText(context, archive, MANIFEST_PATTERN);
  if (text === "") return undefined;
  const manifest = parse(text);
  if (isManifest(manifest)) return manifest;
  throw new ActionError(`The manifest of archive ${archive} names no configuration files: ${text.slice(0, 200)}`);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isManifest(value: unknown): value is BootstrapManifest {
  if (typeof value !== "object" || value === null || !("config_paths" in value)) return false;
  const { config_paths: paths } = value;
  return Array.isArray(paths) && paths.every((path) => typeof path === "string");
}
