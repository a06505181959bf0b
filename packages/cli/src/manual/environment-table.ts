/** A variable, or several of one kind, and what they do. */
export interface EnvironmentRow {
  readonly names: readonly string[];
  readonly text: string;
}

const row = (names: string, text: string): EnvironmentRow => ({ names: names.split(" "), text });

/** The variables that a run obeys, in the order of the manual. */
export const ENVIRONMENT: readonly EnvironmentRow[] = [
  row("BORG_REPO", "the repository where a command line names none, or begins with ::"),
  row("BORG_PASSPHRASE", "the passphrase; goes before BORG_PASSCOMMAND, and that before BORG_PASSPHRASE_FD"),
  row(
    "BORG_PASSCOMMAND",
    "a command that prints the passphrase; no shell reads it, the line break at its end is dropped",
  ),
  row("BORG_PASSPHRASE_FD", "number of an open file to read the passphrase from"),
  row("BORG_NEW_PASSPHRASE", "the new passphrase, where one is set"),
  row("BORG_DISPLAY_PASSPHRASE", "yes: show a new passphrase after it was typed, no: do not; else it is asked"),
  row("BORG_EXIT_CODES", "legacy: 0, 1 and 2 only (default); modern: each condition has a code of its own"),
  row("BORG_HOST_ID", "the name by which locks call this machine; default: full host name and hardware address"),
  row("BORG_HOSTNAME", "the host name that archives and placeholders get"),
  row("BORG_USERNAME", "the user name that archives and placeholders get"),
  row("BORG_RSH", "command that connects to another machine, as --rsh (default: ssh)"),
  row("BORG_REMOTE_PATH", "program to run on another machine, as --remote-path (default: borg)"),
  row("BORG_LOGGING_CONF", "file that says what is logged where, in the form of Python's logging.config"),
  row("BORG_SHOW_SYSINFO", "no: leave out the facts about the system that follow unexpected errors"),
  row("BORG_JSON_INDENT", "by how many blanks JSON is indented (default: 4)"),
  row(
    "BORG_FILES_CACHE_SUFFIX",
    "use a files cache of its own, for backups whose sources differ; letters, digits, _ and -",
  ),
  row(
    "BORG_FILES_CACHE_TTL",
    "how many backups long an entry of the files cache is kept without being met (default: 20)",
  ),
  row("BORG_USE_CHUNKS_ARCHIVE", "no: do not keep an index of each archive to mend the chunks cache with; saves space"),
  row("BORG_MOUNT_DATA_CACHE_ENTRIES", "how many pieces of data a mount keeps in memory (default: 24)"),
  row("BORG_FUSE_IMPL", "none: refuse to mount; other values do not matter here"),
  row(
    "BORG_WORKAROUNDS",
    "words separated by commas: authenticated_no_key reads authenticated repositories without their key, " +
      "ignore_invalid_archive_tam goes on where an archive fails authentication, retry_erofs tries to open " +
      "what cannot be opened on a read-only file system without the flag that it refuses, basesyncfile " +
      "does not ask the system to write early",
  ),
  row("BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK", "yes or no: answers the question of that name"),
  row("BORG_RELOCATED_REPO_ACCESS_IS_OK", "yes or no: answers the question of that name"),
  row("BORG_CHECK_I_KNOW_WHAT_I_AM_DOING", "YES or no: answers the question of check --repair"),
  row("BORG_DELETE_I_KNOW_WHAT_I_AM_DOING", "YES or no: answers the question of delete for a whole repository"),
  row("BORG_BASE_DIR", "in place of the home folder, for all folders below; XDG variables do not count then"),
  row("BORG_CONFIG_DIR", "default: $XDG_CONFIG_HOME/borg, or ~/.config/borg"),
  row("BORG_CACHE_DIR", "default: $XDG_CACHE_HOME/borg, or ~/.cache/borg"),
  row("BORG_SECURITY_DIR", "default: security below BORG_CONFIG_DIR"),
  row("BORG_KEYS_DIR", "default: keys below BORG_CONFIG_DIR"),
  row("BORG_KEY_FILE", "the key file to use"),
  row("XDG_CONFIG_HOME XDG_CACHE_HOME", "where configuration and caches of all programs lie"),
  row("TMPDIR", "where temporary files are made"),
  row(
    "COFFER_S3_ADDRESSING",
    "path or virtual: where a bucket is named in requests (default: path where an endpoint is given)",
  ),
  row("COFFER_RCLONE", "name or path of rclone (default: rclone)"),
  row(
    "COFFER_UNSAFE_LOCK_IS_OK",
    "yes or no: whether this host may write to a repository of another in a store without conditional writes",
  ),
  row("COFFER_THREADS", "worker threads (default: as many as processors); 0 does all on one thread"),
  row("COFFER_NODE", "the Node to run with"),
];
