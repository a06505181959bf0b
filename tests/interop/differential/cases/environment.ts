import type { CaseTable, Difference } from "../case.ts";
import { FILES_CACHE_CAREFUL, FOLDERS_LATER, PLACE_IN_PYTHON, noTraceback } from "./reasons.ts";

const ELSEWHERE = { BORG_SECURITY_DIR: "security", BORG_CACHE_DIR: "caches" };
const FOLDERS_IN_FILES: Difference = { ...FOLDERS_LATER, in: ["files"] };

const LOGGING_CONF = `printf '%s\\n' '[loggers]' 'keys=root' '[handlers]' 'keys=file' '[formatters]' 'keys=plain' \
'[logger_root]' 'level=INFO' 'handlers=file' '[handler_file]' 'class=FileHandler' 'formatter=plain' 'args=("log.txt",)' \
'[formatter_plain]' 'format=%(levelname)s %(message)s' > logging.ini`;

/** Environment variables, passphrases, questions, locations. */
export const environment: CaseTable = {
  name: "environment",
  cases: [
    { run: "list repo", world: "encrypted", about: "wrong passphrase", env: { BORG_PASSPHRASE: "wrong" } },
    { run: "list --log-json repo", world: "encrypted", env: { BORG_PASSPHRASE: "wrong" } },
    { run: "list repo", world: "keyfile", env: { BORG_PASSPHRASE: "wrong" } },
    {
      run: "$ env -u BORG_PASSPHRASE borg list repo",
      world: "encrypted",
      input: "correct horse\n",
      differs: PLACE_IN_PYTHON,
    },
    {
      run: "$ env -u BORG_PASSPHRASE borg list repo",
      world: "encrypted",
      about: "thrice wrong",
      input: "a\nb\nc\nd\n",
      differs: PLACE_IN_PYTHON,
    },
    {
      run: "$ env -u BORG_PASSPHRASE borg list repo",
      world: "encrypted",
      about: "no answer",
      differs: PLACE_IN_PYTHON,
    },
    { run: "$ env -u BORG_PASSPHRASE BORG_PASSCOMMAND='echo correct horse' borg list repo", world: "encrypted" },
    { run: "$ env -u BORG_PASSPHRASE BORG_PASSCOMMAND='false' borg list repo", world: "encrypted" },
    { run: "$ env -u BORG_PASSPHRASE BORG_PASSCOMMAND='no-such-program' borg list repo", world: "encrypted" },
    {
      run: '$ env -u BORG_PASSPHRASE BORG_PASSCOMMAND="echo \'unbalanced" borg list repo',
      world: "encrypted",
      differs: { ...noTraceback(/No closing quotation/), in: ["code", "stderr"] },
    },
    {
      run: "$ env -u BORG_PASSPHRASE BORG_PASSPHRASE_FD=3 borg list repo 3< secret",
      world: "encrypted",
      prepare: "printf 'correct horse\\n' > secret",
    },
    {
      run: "$ env -u BORG_PASSPHRASE BORG_PASSPHRASE_FD=99 borg list repo",
      world: "encrypted",
      differs: noTraceback(/EBADF/),
    },
    { run: "list repo", world: "encrypted", env: { BORG_PASSCOMMAND: "echo wrong" } },
    { run: "list repo", env: { BORG_EXIT_CODES: "legacy" } },
    { run: "list repo::nowhere", env: { BORG_EXIT_CODES: "legacy" } },
    { run: "list repo::nowhere", env: { BORG_EXIT_CODES: "nonsense" } },
    { run: "create repo::new source/text", env: { BORG_HOSTNAME: "named", BORG_USERNAME: "someone" } },
    { run: "$ env -u BORG_HOSTNAME -u BORG_USERNAME borg create repo::new source/text" },
    { run: "list repo", env: { BORG_HOST_ID: "other@2" } },
    { run: "list repo::nowhere", env: { BORG_SHOW_SYSINFO: "no" } },
    { run: "list repo", env: { BORG_SELFTEST: "enabled" } },
    { run: "list repo", env: { BORG_MSGPACK_VERSION_CHECK: "no" } },
    {
      run: "list repo",
      about: "unknown, refused",
      env: { BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: "no", ...ELSEWHERE },
      differs: FOLDERS_IN_FILES,
    },
    {
      run: "list repo",
      about: "unknown, allowed",
      env: { BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: "yes", ...ELSEWHERE },
      differs: FOLDERS_IN_FILES,
    },
    {
      run: "list repo",
      about: "unknown, answered",
      input: "y\n",
      env: ELSEWHERE,
      differs: FOLDERS_IN_FILES,
    },
    {
      run: "list repo",
      about: "unknown, odd answers",
      input: "maybe\nno\n",
      env: ELSEWHERE,
      differs: FOLDERS_IN_FILES,
    },
    { run: "list repo", about: "unknown, no answer", env: ELSEWHERE, differs: FOLDERS_IN_FILES },
    {
      run: "list --log-json repo",
      about: "unknown, answered",
      input: "y\n",
      env: ELSEWHERE,
      differs: FOLDERS_IN_FILES,
    },
    { run: "list moved", prepare: "mv repo moved", env: { BORG_RELOCATED_REPO_ACCESS_IS_OK: "yes" } },
    { run: "list moved", prepare: "mv repo moved", env: { BORG_RELOCATED_REPO_ACCESS_IS_OK: "no" } },
    { run: "list moved", prepare: "mv repo moved", about: "answered", input: "y\n" },
    { run: "list --log-json moved", prepare: "mv repo moved", env: { BORG_RELOCATED_REPO_ACCESS_IS_OK: "no" } },
    {
      run: "create repo::new source/text",
      env: { BORG_CONFIG_DIR: "configs", BORG_CACHE_DIR: "caches", BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: "yes" },
      differs: { ...FILES_CACHE_CAREFUL, in: ["files"], theirs: /\/files"/ },
    },
    {
      run: "$ env -u BORG_BASE_DIR XDG_CACHE_HOME=$PWD/xdg-cache XDG_CONFIG_HOME=$PWD/xdg-config borg info repo",
      env: { BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK: "yes" },
    },
    { run: "$ BORG_KEYS_DIR=$PWD/nowhere borg list repo", world: "keyfile", differs: FOLDERS_IN_FILES },
    {
      run: "list repo",
      world: "keyfile",
      prepare: "mv home/.config/borg/keys/repo my-key",
      env: { BORG_KEY_FILE: "my-key" },
    },
    {
      run: "list repo",
      world: "keyfile",
      about: "no key file",
      prepare: "printf nonsense > my-key",
      env: { BORG_KEY_FILE: "my-key" },
    },
    { run: "info repo", env: { BORG_WORKAROUNDS: "basesyncfile,retry_erofs" } },
    {
      run: [
        "$ borg init -e authenticated locked 2>/dev/null",
        "create locked::one source/text",
        "$ BORG_PASSPHRASE=wrong borg list locked::one",
        "$ BORG_PASSPHRASE=wrong BORG_WORKAROUNDS=authenticated_no_key borg list locked::one",
        "$ BORG_PASSPHRASE=wrong BORG_WORKAROUNDS=authenticated_no_key borg extract --stdout locked::one",
      ],
    },
    {
      run: "list --log-json repo",
      world: "encrypted",
      env: { BORG_WORKAROUNDS: "ignore_invalid_archive_tam" },
    },
    { run: "list repo", env: { BORG_RSH: "false", BORG_REMOTE_PATH: "false" } },
    { run: "list repo::nowhere", env: { BORG_LOGGING_CONF: "logging.ini" }, prepare: LOGGING_CONF },
    { run: "list repo::nowhere", env: { BORG_LOGGING_CONF: "nowhere.ini" } },
    { run: "list repo", env: { BORG_REPO: "nowhere" } },
    { run: "list $PWD", about: "no shell here" },
    { run: "list ./repo" },
    { run: "list file://repo" },
    { run: "$ borg list file://$PWD/repo" },
    { run: "$ borg list $PWD/repo::one | wc -l" },
    { run: "$ borg list $PWD/source/../repo" },
    { run: "list 'repo::{hostname}'" },
    { run: "list '{nonsense}'" },
    { run: "list ~/repo" },
    { run: "$ borg list repo::one | head -n 1" },
    { run: "$ TMPDIR=$PWD/home borg list repo" },
  ],
};
