import { mkdir, readlink, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { COFFERMATIC_VERSION } from "../../version/index.ts";
import type { DataSourceContext, DataSourceHook, DumpPlan } from "./data-source-hook.ts";
import { DataSourceFailed } from "./data-source-failed.ts";
import { removeTree } from "../../system/index.ts";
import { runFolders } from "./run-folders.ts";
import { injectRoot, type SourcePattern } from "./source-pattern.ts";

const FOLDER = "bootstrap";
const LINKS_MAX = 10;

/**
 * Stores in each archive the configuration that it was made with, and a manifest that tells `config bootstrap` where it lies:
 * `borgmatic/bootstrap/manifest.json` with `borgmatic_version` and `config_paths`.
 */
export const bootstrap: DataSourceHook = {
  name: "bootstrap",

  async removeLeftovers({ runtimeDirectory, system, dryRun }: DataSourceContext): Promise<void> {
    if (dryRun) return;
    for (const folder of await runFolders(runtimeDirectory, system.nowMs())) await removeTree(join(folder, FOLDER));
  },

  async dump(context: DataSourceContext, patterns: readonly SourcePattern[]): Promise<DumpPlan> {
    const { configuration, runtimeDirectory, dryRun } = context;
    if (dryRun || configuration.bootstrap?.store_config_files === false) return { patterns, streams: [] };
    const folder = `${runtimeDirectory}/${FOLDER}`;
    const paths: string[] = [];
    for (const path of context.configurationPaths) paths.push(...(await withLinkTargets(path)));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const manifest = { borgmatic_version: COFFERMATIC_VERSION, config_paths: paths };
    await writeFile(join(folder, "manifest.json"), JSON.stringify(manifest), { mode: 0o600 });
    return { patterns: [folder, ...paths].reduce(injectRoot, patterns), streams: [] };
  },
};

/** The path and, if it is a symbolic link, what it leads to, step by step: a link alone would restore nothing. */
async function withLinkTargets(path: string): Promise<readonly string[]> {
  const found = [path];
  for (let at = path; found.length <= LINKS_MAX; found.push(at)) {
    const target = await readlink(at).catch(() => undefined);
    if (target === undefined) return found;
    at = resolve(dirname(at), target);
  }
  throw new DataSourceFailed(`Too many symbolic links to follow for configuration path: ${path}`);
}
