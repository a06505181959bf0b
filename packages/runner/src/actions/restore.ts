import { type ArchiveReader, type RestoreRequest, restoreDataSources } from "../hooks/index.ts";
import type { ActionContext } from "./action-context.ts";
import type { RestoreFlags } from "./action-flags.ts";
import { readArchiveList, stdoutOptions } from "./archive-reading.ts";
import { commonOptions, flag } from "./borg-options.ts";
import { resolveArchive } from "./latest-archive.ts";
import { absoluteRepository } from "./repository-path.ts";
import { withRuntimeDirectory } from "./with-runtime-directory.ts";

/**
 * Restores databases from the dumps of an archive.
 *
 * @throws {DataSourceFailed} If one of them is in the archive but not in the configuration, or the reverse, or cannot be restored; others
 *   may have been.
 */
export async function restore(context: ActionContext, flags: RestoreFlags): Promise<void> {
  const archive = await resolveArchive(context, flags.archive);
  context.log.info(`Restoring databases from archive ${archive}`);
  await withRuntimeDirectory(context, async (runtimeDirectory) => {
    await restoreDataSources(requestOf(flags), readerOf(context, archive), { ...context, runtimeDirectory });
  });
}

function requestOf(flags: RestoreFlags): RestoreRequest {
  const { dataSources = [], schemas = [], hostname, port, container, username, password, restorePath, hook } = flags;
  const { originalLabel, originalHostname, originalContainer, originalPort } = flags;
  return {
    data_sources: dataSources,
    schemas,
    hostname,
    port,
    container,
    username,
    password,
    restore_path: restorePath,
    hook,
    original_label: originalLabel,
    original_hostname: originalHostname,
    original_container: originalContainer,
    original_port: originalPort,
  };
}

/** An archive, read by Borg. Reading it is harmless, so a dry run reads it, too. */
function readerOf(context: ActionContext, archive: string): ArchiveReader {
  const { borg, configuration } = context;
  const location = `${absoluteRepository(context)}::${archive}`;
  return {
    archiveName: archive,

    async list(patterns) {
      const paths: string[] = [];
      await readArchiveList(context, archive, { paths: patterns, onEntry: ({ path }) => paths.push(path) });
      return paths;
    },

    async writeContents(patterns, target, signal) {
      await borg.run({
        command: ["extract"],
        options: stdoutOptions(context),
        positionals: [location, ...patterns],
        output: { kind: "pipe", target },
        signal,
      });
    },

    async extract(patterns, target, signal) {
      await borg.run({
        command: ["extract"],
        options: [...flag("--numeric-ids", configuration.numeric_ids), ...commonOptions(context, { extra: "extract" })],
        positionals: [location, ...patterns],
        output: { kind: "log", level: "info" },
        cwd: target,
        signal,
      });
    },
  };
}
