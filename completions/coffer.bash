# bash completion for coffer, and for borg where that is coffer. Made from the tables of options by "npm run build:docs".
# To use it: copy it to /usr/share/bash-completion/completions/coffer (and link it as borg and borgfs there), or source it in ~/.bashrc.

# Options of a command.
_coffer_flags() {
  REPLY='-h --help --critical --error --warning --info -v --verbose --debug --debug-topic -p --progress --iec --log-json --lock-wait --bypass-lock --show-version --show-rc --umask --remote-path --remote-ratelimit --upload-ratelimit --remote-buffer --upload-buffer --consider-part-files --debug-profile --rsh'
  case $1 in
    '') REPLY+=' -V --version' ;;
    'benchmark') REPLY+=' ' ;;
    'benchmark crud') REPLY+=' ' ;;
    'break-lock') REPLY+=' ' ;;
    'check') REPLY+=' --repository-only --archives-only --verify-data --repair --save-space --max-duration -P --prefix -a --glob-archives --sort-by --first --last' ;;
    'compact') REPLY+=' -n --dry-run --cleanup-commits --threshold' ;;
    'config') REPLY+=' -c --cache -d --delete -l --list' ;;
    'create') REPLY+=' -n --dry-run -s --stats --quick-stats --list --filter --json --no-cache-sync --stdin-name --stdin-user --stdin-group --stdin-mode --content-from-command --paths-from-stdin --paths-from-command --paths-delimiter -e --exclude --exclude-from --pattern --patterns-from --exclude-caches --exclude-if-present --keep-exclude-tags --exclude-nodump --exclude-dataless -x --one-file-system --numeric-owner --numeric-ids --noatime --atime --noctime --nobirthtime --nobsdflags --noflags --noacls --noxattrs --sparse --files-cache --files-changed --read-special --comment --timestamp -c --checkpoint-interval --chunker-params -C --compression' ;;
    'debug') REPLY+=' ' ;;
    'debug info') REPLY+=' ' ;;
    'debug dump-archive-items') REPLY+=' ' ;;
    'debug dump-archive') REPLY+=' ' ;;
    'debug dump-manifest') REPLY+=' ' ;;
    'debug dump-repo-objs') REPLY+=' --ghost --segment --offset' ;;
    'debug search-repo-objs') REPLY+=' ' ;;
    'debug id-hash') REPLY+=' ' ;;
    'debug get-obj') REPLY+=' ' ;;
    'debug put-obj') REPLY+=' ' ;;
    'debug delete-obj') REPLY+=' ' ;;
    'debug refcount-obj') REPLY+=' ' ;;
    'debug dump-hints') REPLY+=' ' ;;
    'debug convert-profile') REPLY+=' ' ;;
    'delete') REPLY+=' -n --dry-run --list -s --stats --quick-stats --cache-only --force --keep-security-info --save-space -c --checkpoint-interval -P --prefix -a --glob-archives --sort-by --first --last' ;;
    'diff') REPLY+=' --numeric-owner --numeric-ids --same-chunker-params --sort --sort-by --content-only --json-lines -e --exclude --exclude-from --pattern --patterns-from' ;;
    'export-tar') REPLY+=' --tar-filter --list -e --exclude --exclude-from --pattern --patterns-from --strip-components' ;;
    'extract') REPLY+=' --list -n --dry-run --numeric-owner --numeric-ids --nobsdflags --noflags --noacls --noxattrs --stdout --sparse -e --exclude --exclude-from --pattern --patterns-from --strip-components' ;;
    'help') REPLY+=' --epilog-only --usage-only' ;;
    'info') REPLY+=' --json -P --prefix -a --glob-archives --sort-by --first --last' ;;
    'version') REPLY+=' ' ;;
    'init') REPLY+=' -e --encryption --append-only --storage-quota --make-parent-dirs --import-related-secrets' ;;
    'key') REPLY+=' ' ;;
    'key export') REPLY+=' --paper --qr-html' ;;
    'key export-related-secrets') REPLY+=' ' ;;
    'key import') REPLY+=' --paper' ;;
    'key change-passphrase') REPLY+=' ' ;;
    'key migrate-to-repokey') REPLY+=' ' ;;
    'list') REPLY+=' --consider-checkpoints --short --format --json --json-lines -P --prefix -a --glob-archives --sort-by --first --last -e --exclude --exclude-from --pattern --patterns-from' ;;
    'mount') REPLY+=' --consider-checkpoints -f --foreground -o --numeric-owner --numeric-ids -P --prefix -a --glob-archives --sort-by --first --last -e --exclude --exclude-from --pattern --patterns-from --strip-components' ;;
    'prune') REPLY+=' -n --dry-run --force -s --stats --quick-stats --list --keep-within --keep-last --keep-secondly --keep-minutely -H --keep-hourly -d --keep-daily -w --keep-weekly -m --keep-monthly --keep-13weekly --keep-3monthly -y --keep-yearly -P --prefix -a --glob-archives --save-space -c --checkpoint-interval' ;;
    'recreate') REPLY+=' --list --filter -n --dry-run -s --stats -e --exclude --exclude-from --pattern --patterns-from --exclude-caches --exclude-if-present --keep-exclude-tags --target -c --checkpoint-interval --comment --timestamp -C --compression --recompress --chunker-params' ;;
    'rename') REPLY+=' ' ;;
    'repo-export') REPLY+=' -n --dry-run -s --stats' ;;
    'repo-import') REPLY+=' -n --dry-run -s --stats' ;;
    'repo-sync') REPLY+=' -n --dry-run -s --stats' ;;
    'serve') REPLY+=' --restrict-to-path --restrict-to-repository --append-only --storage-quota' ;;
    'storage-probe') REPLY+=' ' ;;
    'umount') REPLY+=' ' ;;
    'upgrade') REPLY+=' -n --dry-run --inplace --force --tam --check-tam --disable-tam --check-archives-tam --archives-tam' ;;
    'with-lock') REPLY+=' ' ;;
    'import-tar') REPLY+=' --tar-filter -s --stats --quick-stats --list --filter --json --ignore-zeros --comment --timestamp -c --checkpoint-interval --chunker-params -C --compression' ;;
  esac
}

# Next words of a program or family; nothing behind a command.
_coffer_members() {
  case $1 in
    '') REPLY='benchmark break-lock check compact config create debug delete diff export-tar extract help info version init key list mount prune recreate rename repo-export repo-import repo-sync serve storage-probe umount upgrade with-lock import-tar' ;;
    'benchmark') REPLY='crud' ;;
    'debug') REPLY='info dump-archive-items dump-archive dump-manifest dump-repo-objs search-repo-objs id-hash get-obj put-obj delete-obj refcount-obj dump-hints convert-profile' ;;
    'key') REPLY='export export-related-secrets import change-passphrase migrate-to-repokey' ;;
    *) REPLY='' ;;
  esac
}

# Value of an option; nothing if it takes none.
_coffer_value() {
  REPLY=''
  case $1:$2 in
    'check':--max-duration) REPLY='nothing' ;;
    'check':-P | 'check':--prefix) REPLY='nothing' ;;
    'check':-a | 'check':--glob-archives) REPLY='nothing' ;;
    'check':--sort-by) REPLY='timestamp archive name id' ;;
    'check':--first) REPLY='nothing' ;;
    'check':--last) REPLY='nothing' ;;
    'compact':--threshold) REPLY='nothing' ;;
    'create':--filter) REPLY='nothing' ;;
    'create':--stdin-name) REPLY='nothing' ;;
    'create':--stdin-user) REPLY='nothing' ;;
    'create':--stdin-group) REPLY='nothing' ;;
    'create':--stdin-mode) REPLY='nothing' ;;
    'create':--paths-delimiter) REPLY='nothing' ;;
    'create':-e | 'create':--exclude) REPLY='nothing' ;;
    'create':--exclude-from) REPLY='file' ;;
    'create':--pattern) REPLY='nothing' ;;
    'create':--patterns-from) REPLY='file' ;;
    'create':--exclude-if-present) REPLY='nothing' ;;
    'create':--files-cache) REPLY='ctime,size,inode mtime,size,inode ctime,size mtime,size rechunk,ctime rechunk,mtime size disabled' ;;
    'create':--files-changed) REPLY='ctime mtime disabled' ;;
    'create':--comment) REPLY='nothing' ;;
    'create':--timestamp) REPLY='file' ;;
    'create':-c | 'create':--checkpoint-interval) REPLY='nothing' ;;
    'create':--chunker-params) REPLY='default buzhash,19,23,21,4095 buzhash,10,23,16,4095 fixed,4194304' ;;
    'create':-C | 'create':--compression) REPLY='none lz4 zstd zstd,10 zlib lzma auto,zstd auto,lzma obfuscate,110,zstd obfuscate,250,zstd' ;;
    'debug dump-repo-objs':--segment) REPLY='nothing' ;;
    'debug dump-repo-objs':--offset) REPLY='nothing' ;;
    'delete':-c | 'delete':--checkpoint-interval) REPLY='nothing' ;;
    'delete':-P | 'delete':--prefix) REPLY='nothing' ;;
    'delete':-a | 'delete':--glob-archives) REPLY='nothing' ;;
    'delete':--sort-by) REPLY='timestamp archive name id' ;;
    'delete':--first) REPLY='nothing' ;;
    'delete':--last) REPLY='nothing' ;;
    'diff':--sort-by) REPLY='path size size_added size_removed size_diff user group uid gid ctime mtime ctime_diff mtime_diff' ;;
    'diff':-e | 'diff':--exclude) REPLY='nothing' ;;
    'diff':--exclude-from) REPLY='file' ;;
    'diff':--pattern) REPLY='nothing' ;;
    'diff':--patterns-from) REPLY='file' ;;
    'export-tar':--tar-filter) REPLY='auto none gzip bzip2 xz zstd lz4' ;;
    'export-tar':-e | 'export-tar':--exclude) REPLY='nothing' ;;
    'export-tar':--exclude-from) REPLY='file' ;;
    'export-tar':--pattern) REPLY='nothing' ;;
    'export-tar':--patterns-from) REPLY='file' ;;
    'export-tar':--strip-components) REPLY='nothing' ;;
    'extract':-e | 'extract':--exclude) REPLY='nothing' ;;
    'extract':--exclude-from) REPLY='file' ;;
    'extract':--pattern) REPLY='nothing' ;;
    'extract':--patterns-from) REPLY='file' ;;
    'extract':--strip-components) REPLY='nothing' ;;
    'info':-P | 'info':--prefix) REPLY='nothing' ;;
    'info':-a | 'info':--glob-archives) REPLY='nothing' ;;
    'info':--sort-by) REPLY='timestamp archive name id' ;;
    'info':--first) REPLY='nothing' ;;
    'info':--last) REPLY='nothing' ;;
    'init':-e | 'init':--encryption) REPLY='none keyfile repokey authenticated keyfile-blake2 repokey-blake2 authenticated-blake2' ;;
    'init':--storage-quota) REPLY='nothing' ;;
    'init':--import-related-secrets) REPLY='file' ;;
    'list':--format) REPLY='nothing' ;;
    'list':-P | 'list':--prefix) REPLY='nothing' ;;
    'list':-a | 'list':--glob-archives) REPLY='nothing' ;;
    'list':--sort-by) REPLY='timestamp archive name id' ;;
    'list':--first) REPLY='nothing' ;;
    'list':--last) REPLY='nothing' ;;
    'list':-e | 'list':--exclude) REPLY='nothing' ;;
    'list':--exclude-from) REPLY='file' ;;
    'list':--pattern) REPLY='nothing' ;;
    'list':--patterns-from) REPLY='file' ;;
    'mount':-o) REPLY='nothing' ;;
    'mount':-P | 'mount':--prefix) REPLY='nothing' ;;
    'mount':-a | 'mount':--glob-archives) REPLY='nothing' ;;
    'mount':--sort-by) REPLY='timestamp archive name id' ;;
    'mount':--first) REPLY='nothing' ;;
    'mount':--last) REPLY='nothing' ;;
    'mount':-e | 'mount':--exclude) REPLY='nothing' ;;
    'mount':--exclude-from) REPLY='file' ;;
    'mount':--pattern) REPLY='nothing' ;;
    'mount':--patterns-from) REPLY='file' ;;
    'mount':--strip-components) REPLY='nothing' ;;
    'prune':--keep-within) REPLY='nothing' ;;
    'prune':--keep-last | 'prune':--keep-secondly) REPLY='nothing' ;;
    'prune':--keep-minutely) REPLY='nothing' ;;
    'prune':-H | 'prune':--keep-hourly) REPLY='nothing' ;;
    'prune':-d | 'prune':--keep-daily) REPLY='nothing' ;;
    'prune':-w | 'prune':--keep-weekly) REPLY='nothing' ;;
    'prune':-m | 'prune':--keep-monthly) REPLY='nothing' ;;
    'prune':--keep-13weekly) REPLY='nothing' ;;
    'prune':--keep-3monthly) REPLY='nothing' ;;
    'prune':-y | 'prune':--keep-yearly) REPLY='nothing' ;;
    'prune':-P | 'prune':--prefix) REPLY='nothing' ;;
    'prune':-a | 'prune':--glob-archives) REPLY='nothing' ;;
    'prune':-c | 'prune':--checkpoint-interval) REPLY='nothing' ;;
    'recreate':--filter) REPLY='nothing' ;;
    'recreate':-e | 'recreate':--exclude) REPLY='nothing' ;;
    'recreate':--exclude-from) REPLY='file' ;;
    'recreate':--pattern) REPLY='nothing' ;;
    'recreate':--patterns-from) REPLY='file' ;;
    'recreate':--exclude-if-present) REPLY='nothing' ;;
    'recreate':--target) REPLY='nothing' ;;
    'recreate':-c | 'recreate':--checkpoint-interval) REPLY='nothing' ;;
    'recreate':--comment) REPLY='nothing' ;;
    'recreate':--timestamp) REPLY='file' ;;
    'recreate':-C | 'recreate':--compression) REPLY='none lz4 zstd zstd,10 zlib lzma auto,zstd auto,lzma obfuscate,110,zstd obfuscate,250,zstd' ;;
    'recreate':--recompress) REPLY='never if-different always' ;;
    'recreate':--chunker-params) REPLY='default buzhash,19,23,21,4095 buzhash,10,23,16,4095 fixed,4194304' ;;
    'serve':--restrict-to-path) REPLY='file' ;;
    'serve':--restrict-to-repository) REPLY='file' ;;
    'serve':--storage-quota) REPLY='nothing' ;;
    'import-tar':--tar-filter) REPLY='auto none gzip bzip2 xz zstd lz4' ;;
    'import-tar':--filter) REPLY='nothing' ;;
    'import-tar':--comment) REPLY='nothing' ;;
    'import-tar':--timestamp) REPLY='file' ;;
    'import-tar':-c | 'import-tar':--checkpoint-interval) REPLY='nothing' ;;
    'import-tar':--chunker-params) REPLY='default buzhash,19,23,21,4095 buzhash,10,23,16,4095 fixed,4194304' ;;
    'import-tar':-C | 'import-tar':--compression) REPLY='none lz4 zstd zstd,10 zlib lzma auto,zstd auto,lzma obfuscate,110,zstd obfuscate,250,zstd' ;;
    *:--debug-topic) REPLY='nothing' ;;
    *:--lock-wait) REPLY='nothing' ;;
    *:--umask) REPLY='nothing' ;;
    *:--remote-path) REPLY='file' ;;
    *:--remote-ratelimit) REPLY='nothing' ;;
    *:--upload-ratelimit) REPLY='nothing' ;;
    *:--remote-buffer) REPLY='nothing' ;;
    *:--upload-buffer) REPLY='nothing' ;;
    *:--debug-profile) REPLY='file' ;;
    *:--rsh) REPLY='command' ;;
  esac
}

# Arguments of a command by their place.
_coffer_words() {
  case $1:$2 in
    'benchmark crud':0) REPLY='repository' ;;
    'benchmark crud':1) REPLY='file' ;;
    'break-lock':0) REPLY='repository' ;;
    'check':0) REPLY='archive' ;;
    'compact':0) REPLY='repository' ;;
    'config':0) REPLY='repository' ;;
    'config':1) REPLY='additional_free_space append_only id last_segment_checked max_segment_size segments_per_dir storage_quota version' ;;
    'config':2) REPLY='nothing' ;;
    'create':0) REPLY='archive' ;;
    'create':*) REPLY='file' ;;
    'debug dump-archive-items':0) REPLY='archive' ;;
    'debug dump-archive':0) REPLY='archive' ;;
    'debug dump-archive':1) REPLY='file' ;;
    'debug dump-manifest':0) REPLY='repository' ;;
    'debug dump-manifest':1) REPLY='file' ;;
    'debug dump-repo-objs':0) REPLY='repository' ;;
    'debug search-repo-objs':0) REPLY='repository' ;;
    'debug search-repo-objs':1) REPLY='nothing' ;;
    'debug id-hash':0) REPLY='repository' ;;
    'debug id-hash':1) REPLY='file' ;;
    'debug get-obj':0) REPLY='repository' ;;
    'debug get-obj':1) REPLY='nothing' ;;
    'debug get-obj':2) REPLY='file' ;;
    'debug put-obj':0) REPLY='repository' ;;
    'debug put-obj':1) REPLY='nothing' ;;
    'debug put-obj':2) REPLY='file' ;;
    'debug delete-obj':0) REPLY='repository' ;;
    'debug delete-obj':*) REPLY='nothing' ;;
    'debug refcount-obj':0) REPLY='repository' ;;
    'debug refcount-obj':*) REPLY='nothing' ;;
    'debug dump-hints':0) REPLY='repository' ;;
    'debug dump-hints':1) REPLY='file' ;;
    'debug convert-profile':0) REPLY='file' ;;
    'debug convert-profile':1) REPLY='file' ;;
    'delete':0) REPLY='archive' ;;
    'delete':*) REPLY='archiveName' ;;
    'diff':0) REPLY='archive' ;;
    'diff':1) REPLY='archiveName' ;;
    'diff':*) REPLY='nothing' ;;
    'export-tar':0) REPLY='archive' ;;
    'export-tar':1) REPLY='file' ;;
    'export-tar':*) REPLY='nothing' ;;
    'extract':0) REPLY='archive' ;;
    'extract':*) REPLY='nothing' ;;
    'help':0) REPLY='benchmark break-lock check compact config create debug delete diff export-tar extract help info version init key list mount prune recreate rename repo-export repo-import repo-sync serve storage-probe umount upgrade with-lock import-tar compression patterns placeholders' ;;
    'info':0) REPLY='archive' ;;
    'version':0) REPLY='repository' ;;
    'init':0) REPLY='repository' ;;
    'key export':0) REPLY='repository' ;;
    'key export':1) REPLY='file' ;;
    'key export-related-secrets':0) REPLY='repository' ;;
    'key export-related-secrets':1) REPLY='file' ;;
    'key import':0) REPLY='repository' ;;
    'key import':1) REPLY='file' ;;
    'key change-passphrase':0) REPLY='repository' ;;
    'key migrate-to-repokey':0) REPLY='repository' ;;
    'list':0) REPLY='archive' ;;
    'list':*) REPLY='nothing' ;;
    'mount':0) REPLY='archive' ;;
    'mount':1) REPLY='folder' ;;
    'mount':*) REPLY='nothing' ;;
    'prune':0) REPLY='repository' ;;
    'recreate':0) REPLY='archive' ;;
    'recreate':*) REPLY='nothing' ;;
    'rename':0) REPLY='archive' ;;
    'rename':1) REPLY='nothing' ;;
    'repo-export':0) REPLY='nothing' ;;
    'repo-export':1) REPLY='nothing' ;;
    'repo-import':0) REPLY='nothing' ;;
    'repo-import':1) REPLY='nothing' ;;
    'repo-sync':0) REPLY='nothing' ;;
    'repo-sync':1) REPLY='nothing' ;;
    'storage-probe':0) REPLY='nothing' ;;
    'umount':0) REPLY='folder' ;;
    'upgrade':0) REPLY='repository' ;;
    'with-lock':0) REPLY='repository' ;;
    'with-lock':1) REPLY='command' ;;
    'with-lock':*) REPLY='file' ;;
    'import-tar':0) REPLY='archive' ;;
    'import-tar':1) REPLY='file' ;;
    *) REPLY='' ;;
  esac
}

# Names of the archives of a repository. Never asks: where a passphrase is missing, there are none.
_coffer_archives() {
  local -a settings=(BORG_RELOCATED_REPO_ACCESS_IS_OK=no BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=no)
  [[ -n ${BORG_PASSPHRASE+x}${BORG_PASSCOMMAND+x} ]] || settings+=(BORG_PASSPHRASE=)
  env "${settings[@]}" timeout 5 "$1" list --short --bypass-lock "$2" 2>/dev/null </dev/null
}

# Fills COMPREPLY. $1: what is wanted, $2: the word so far, $3: program, $4: repository
_coffer_reply() {
  local IFS=$'\n' repository
  case $1 in
    nothing) ;;
    file) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$2")) ;;
    folder) compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$2")) ;;
    command) COMPREPLY=($(compgen -c -- "$2")) ;;
    archiveName) COMPREPLY=($(compgen -W "$(_coffer_archives "$3" "$4")" -- "$2")) ;;
    repository | archive)
      if [[ $1 == archive && $2 == *::* ]]; then
        repository=${2%%::*}
        COMPREPLY=($(compgen -P "$repository::" -W "$(_coffer_archives "$3" "${repository:-::}")" -- "${2#*::}"))
      else
        compopt -o filenames -o nospace 2>/dev/null
        COMPREPLY=($(compgen -d -- "$2"))
      fi
      ;;
    *) IFS=$' \n'; COMPREPLY=($(compgen -W "$1" -- "$2")) ;;
  esac
}

_coffer() {
  local line=${COMP_LINE:0:COMP_POINT} program=${COMP_WORDS[0]} command='' flag='' place=0 repository='::' REPLY='' word cur
  local -a words
  COMPREPLY=()
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  cur=${words[${#words[@]} - 1]}
  [[ ${program##*/} == borgfs ]] && command=mount
  for word in "${words[@]:1:${#words[@]} - 2}"; do
    if [[ -n $flag ]]; then
      flag=''
    elif [[ $word == --*=* ]]; then
      :
    elif [[ $word == -?* ]]; then
      _coffer_value "$command" "$word"
      [[ -n $REPLY ]] && flag=$word
    elif _coffer_members "$command"; [[ -n $REPLY ]]; then
      command="${command:+$command }$word"
    else
      ((place == 0)) && repository=${word%%::*}
      ((place += 1))
    fi
  done
  if [[ -n $flag ]]; then
    _coffer_value "$command" "$flag"
  elif [[ $cur == --*=* ]]; then
    _coffer_value "$command" "${cur%%=*}"
    cur=${cur#*=}
  elif [[ $cur == -* ]]; then
    _coffer_flags "$command"
  else
    _coffer_members "$command"
    [[ -n $REPLY ]] || _coffer_words "$command" "$place"
  fi
  _coffer_reply "${REPLY:-nothing}" "$cur" "$program" "${repository:-::}"
  # readline keeps what stands before the last of its word breaks
  local breaks=${COMP_WORDBREAKS//[!:=]/} start
  if [[ -n $breaks && $cur == *["$breaks"]* ]]; then
    start=${cur%"${cur##*["$breaks"]}"}
    COMPREPLY=("${COMPREPLY[@]#"$start"}")
  fi
}

complete -F _coffer coffer borg borgfs
