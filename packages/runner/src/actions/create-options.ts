import type { ActionContext } from "./action-context.ts";
import type { CreateFlags } from "./action-flags.ts";
import { DEFAULT_ARCHIVE_NAME_FORMAT } from "./archive-filter.ts";
import { commonOptions, excludeOptions, flag, option, wantsJsonLog } from "./borg-options.ts";

/** What an archive that is still streamed into ends its name with: Borg leaves such archives alone. */
export const CHECKPOINT_SUFFIX = ".checkpoint";

/** An archive that is about to be made. */
export interface CreateDraft {
  readonly context: ActionContext;
  readonly flags: CreateFlags;
  readonly runtimeDirectory: string;
  /** What goes into it; undefined if nothing does. */
  readonly patternFile: string | undefined;
  /** Dumps come through pipes. */
  readonly isStreaming: boolean;
}

/** The options of `borg create` but for statistics. */
export function createOptions(draft: CreateDraft): readonly string[] {
  const { context, flags, patternFile, isStreaming } = draft;
  const { configuration, dryRun } = context;
  const isJson = flags.json === true;
  return [
    ...option("--patterns-from", patternFile),
    ...excludeOptions(configuration),
    ...option("--comment", flags.comment),
    ...storageOptions(context),
    ...metadataOptions(context),
    ...flag("--one-file-system", configuration.one_file_system),
    ...flag("--read-special", configuration.read_special === true || isStreaming),
    ...option("--files-changed", configuration.files_changed),
    ...option("--files-cache", configuration.files_cache),
    ...(isJson ? ["--json"] : listOptions(context)),
    ...flag("--progress", configuration.progress),
    ...flag("--dry-run", dryRun),
    ...commonOptions(context, { logJson: wantsJsonLog(configuration), verbosity: !isJson, extra: "create" }),
  ];
}

/** Repository and name of the archive. */
export function createPositionals({ context, isStreaming }: CreateDraft): readonly string[] {
  const { configuration, repository } = context;
  const format = configuration.archive_name_format ?? DEFAULT_ARCHIVE_NAME_FORMAT;
  return [`${repository.path}::${format}${isStreaming ? CHECKPOINT_SUFFIX : ""}`];
}

function storageOptions({ configuration }: ActionContext): readonly string[] {
  return [
    ...option("--checkpoint-interval", configuration.checkpoint_interval),
    ...option("--checkpoint-volume", configuration.checkpoint_volume),
    ...option("--chunker-params", configuration.chunker_params),
    ...option("--compression", configuration.compression),
    ...option("--upload-ratelimit", configuration.upload_rate_limit),
    ...option("--upload-buffer", configuration.upload_buffer_size),
  ];
}

function metadataOptions({ configuration }: ActionContext): readonly string[] {
  return [
    ...flag("--numeric-ids", configuration.numeric_ids),
    ...flag("--atime", configuration.atime),
    ...flag("--noctime", configuration.ctime === false),
    ...flag("--nobirthtime", configuration.birthtime === false),
    ...flag("--noflags", configuration.flags === false),
  ];
}

function listOptions(context: ActionContext): readonly string[] {
  return context.configuration.list_details === true ? ["--list", "--filter", listFilter(context)] : [];
}

/** Which files a list shows: new, changed and broken ones, and in the most talkative run those that are left out. */
export function listFilter({ verbosity }: ActionContext): string {
  return verbosity === "debug" ? "AMEx-" : "AME-";
}
