import type { Configuration } from "../config/index.ts";
import type { Env } from "../system/index.ts";

const VARIABLES_OF_OPTIONS = {
  archive_hostname: "BORG_HOSTNAME",
  archive_username: "BORG_USERNAME",
  borg_base_directory: "BORG_BASE_DIR",
  borg_config_directory: "BORG_CONFIG_DIR",
  borg_cache_directory: "BORG_CACHE_DIR",
  borg_files_cache_ttl: "BORG_FILES_CACHE_TTL",
  borg_security_directory: "BORG_SECURITY_DIR",
  borg_keys_directory: "BORG_KEYS_DIR",
  borg_key_file: "BORG_KEY_FILE",
  ssh_command: "BORG_RSH",
  temporary_directory: "TMPDIR",
} as const;

/** Answers to questions of Borg; what the environment says wins. */
const ANSWERS_OF_OPTIONS = {
  debug_passphrase: "BORG_DEBUG_PASSPHRASE",
  display_passphrase: "BORG_DISPLAY_PASSPHRASE",
  relocated_repo_access_is_ok: "BORG_RELOCATED_REPO_ACCESS_IS_OK",
  unknown_unencrypted_repo_access_is_ok: "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK",
  use_chunks_archive: "BORG_USE_CHUNKS_ARCHIVE",
  msgpack_version_check: "BORG_MSGPACK_VERSION_CHECK",
} as const;

/**
 * The environment in which Borg does what the configuration says. The passphrase is not in it: the configuration's own is handed
 * over another way, and then none of the environment may win over it.
 */
export function borgEnvironment(configuration: Configuration, env: Env): Env {
  const result: Record<string, string | undefined> = { ...env };
  for (const [option, variable] of entriesOf(VARIABLES_OF_OPTIONS)) {
    const value = configuration[option];
    if (value !== undefined) result[variable] = String(value);
  }
  for (const [option, variable] of entriesOf(ANSWERS_OF_OPTIONS)) {
    const value = configuration[option];
    if (value !== undefined && env[variable] === undefined) result[variable] = value ? "YES" : "NO";
  }
  const { check_i_know_what_i_am_doing: isSure } = configuration;
  if (isSure !== undefined) result["BORG_CHECK_I_KNOW_WHAT_I_AM_DOING"] = isSure ? "YES" : "NO";
  if (configuration.encryption_passphrase !== undefined) delete result["BORG_PASSPHRASE"];
  const isConfigured =
    configuration.encryption_passphrase !== undefined || configuration.encryption_passcommand !== undefined;
  if (isConfigured) delete result["BORG_PASSCOMMAND"];
  // finer codes from Borg 1.4 on; older ones do not know the variable
  result["BORG_EXIT_CODES"] = "modern";
  return result;
}

function entriesOf<Table extends object>(table: Table): [keyof Table, Table[keyof Table]][] {
  return Object.entries(table) as [keyof Table, Table[keyof Table]][];
}
