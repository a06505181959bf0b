import { resolve } from "node:path";
import type { Configuration } from "../config/index.ts";
import type { ActionContext } from "./action-context.ts";
import { ActionError } from "./action-error.ts";
import type { BootstrapFlags } from "./action-flags.ts";
import { readBootstrapManifest } from "./bootstrap-manifest.ts";
import { parseBorgJson } from "./borg-json.ts";
import { commonOptions } from "./borg-options.ts";
import { CHECKPOINT_SUFFIX } from "./create-options.ts";
import { extract } from "./extract.ts";

/** The configuration that stands in for the one that is to be restored. */
export function bootstrapConfiguration(flags: BootstrapFlags): Configuration {
  const { localPath, remotePath, sshCommand, userRuntimeDirectory, borgmaticSourceDirectory, progress } = flags;
  return {
    repositories: [{ path: flags.repository }],
    // names of archives are not known yet
    match_archives: "*",
    // a repository on a new machine is never where it was
    relocated_repo_access_is_ok: true,
    ...(localPath === undefined ? {} : { local_path: localPath }),
    ...(remotePath === undefined ? {} : { remote_path: remotePath }),
    ...(sshCommand === undefined ? {} : { ssh_command: sshCommand }),
    ...(userRuntimeDirectory === undefined ? {} : { user_runtime_directory: userRuntimeDirectory }),
    ...(borgmaticSourceDirectory === undefined ? {} : { borgmatic_source_directory: borgmaticSourceDirectory }),
    ...(progress === undefined ? {} : { progress }),
  };
}

/**
 * Restores the configuration files that an archive was made with.
 *
 * @param context With a configuration of {@link bootstrapConfiguration}.
 * @throws {ActionError} If the archive has no manifest, or `latest` may mean several.
 */
export async function bootstrap(context: ActionContext, flags: BootstrapFlags): Promise<void> {
  const archive = flags.archive === "latest" ? await findLatest(context) : flags.archive;
  const manifest = await readBootstrapManifest(context, archive);
  if (manifest === undefined) {
    throw new ActionError(`Archive ${archive} does not say which configuration it was made with`);
  }
  const paths = manifest.config_paths;
  context.log.info(`Restoring the configuration: ${paths.join(", ")}`);
  await extract(context, {
    archive,
    paths: paths.map((path) => path.replace(/^\/+/, "")),
    ...(flags.destination === undefined ? {} : { destination: resolve(context.workingDirectory, flags.destination) }),
    ...(flags.stripComponents === undefined ? {} : { stripComponents: flags.stripComponents }),
  });
}

/** What Borg tells of an archive, of which we need this. */
interface DescribedArchive {
  readonly name: string;
  /** Local time, without a zone. */
  readonly start: string;
  readonly command_line: readonly string[];
}

/**
 * The youngest archive of the repository.
 *
 * @throws {ActionError} If there is none, or there are archives of several configurations: nobody knows whose is meant.
 */
async function findLatest(context: ActionContext): Promise<string> {
  const { text } = await context.borg.run({
    command: ["info"],
    options: ["--json", "--glob-archives", "*", ...commonOptions(context, { verbosity: false, extra: "info" })],
    positionals: [context.repository.path],
    output: { kind: "capture" },
  });
  const { archives } = parseBorgJson(text) as { readonly archives: readonly DescribedArchive[] };
  const latest = new Map<string, DescribedArchive>();
  for (const archive of archives) {
    const format = formatOf(archive);
    const other = latest.get(format);
    if (other === undefined || other.start < archive.start) latest.set(format, archive);
  }
  const [first, ...others] = [...latest.values()];
  if (first === undefined) throw new ActionError(`${context.repository.path} holds no archive`);
  if (others.length === 0) return first.name;
  const names = [first, ...others].map(({ name }) => name).toSorted();
  throw new ActionError(`Archives of several configurations are there; choose one with --archive: ${names.join(", ")}`);
}

/** REPOSITORY::FORMAT, which tells one configuration from another. An archive with dumps was made under another name than it has. */
function formatOf({ command_line: words }: DescribedArchive): string {
  const format = words.at(-1) ?? "";
  return format.endsWith(CHECKPOINT_SUFFIX) ? format.slice(0, -CHECKPOINT_SUFFIX.length) : format;
}
