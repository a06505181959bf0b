# fish completion for coffer, and for borg where that is coffer. Made from the tables of options by "npm run build:docs".
# To use it: copy it to /usr/share/fish/vendor_completions.d/coffer.fish or ~/.config/fish/completions/coffer.fish.

set -g __coffer_families '' 'benchmark' 'debug' 'key'
set -g __coffer_common_values --debug-topic --lock-wait --umask --remote-path --remote-ratelimit --upload-ratelimit --remote-buffer --upload-buffer --debug-profile --rsh
set -g __coffer_values
set -a __coffer_values 'check --max-duration' 'check -P' 'check --prefix' 'check -a' 'check --glob-archives' 'check --sort-by' 'check --first' 'check --last'
set -a __coffer_values 'compact --threshold'
set -a __coffer_values 'create --filter' 'create --stdin-name' 'create --stdin-user' 'create --stdin-group' 'create --stdin-mode' 'create --paths-delimiter' 'create -e' 'create --exclude' 'create --exclude-from' 'create --pattern' 'create --patterns-from' 'create --exclude-if-present' 'create --files-cache' 'create --files-changed' 'create --comment' 'create --timestamp' 'create -c' 'create --checkpoint-interval' 'create --chunker-params' 'create -C' 'create --compression'
set -a __coffer_values 'debug dump-repo-objs --segment' 'debug dump-repo-objs --offset'
set -a __coffer_values 'delete -c' 'delete --checkpoint-interval' 'delete -P' 'delete --prefix' 'delete -a' 'delete --glob-archives' 'delete --sort-by' 'delete --first' 'delete --last'
set -a __coffer_values 'diff --sort-by' 'diff -e' 'diff --exclude' 'diff --exclude-from' 'diff --pattern' 'diff --patterns-from'
set -a __coffer_values 'export-tar --tar-filter' 'export-tar -e' 'export-tar --exclude' 'export-tar --exclude-from' 'export-tar --pattern' 'export-tar --patterns-from' 'export-tar --strip-components'
set -a __coffer_values 'extract -e' 'extract --exclude' 'extract --exclude-from' 'extract --pattern' 'extract --patterns-from' 'extract --strip-components'
set -a __coffer_values 'info -P' 'info --prefix' 'info -a' 'info --glob-archives' 'info --sort-by' 'info --first' 'info --last'
set -a __coffer_values 'init -e' 'init --encryption' 'init --storage-quota' 'init --import-related-secrets'
set -a __coffer_values 'list --format' 'list -P' 'list --prefix' 'list -a' 'list --glob-archives' 'list --sort-by' 'list --first' 'list --last' 'list -e' 'list --exclude' 'list --exclude-from' 'list --pattern' 'list --patterns-from'
set -a __coffer_values 'mount -o' 'mount -P' 'mount --prefix' 'mount -a' 'mount --glob-archives' 'mount --sort-by' 'mount --first' 'mount --last' 'mount -e' 'mount --exclude' 'mount --exclude-from' 'mount --pattern' 'mount --patterns-from' 'mount --strip-components'
set -a __coffer_values 'prune --keep-within' 'prune --keep-last' 'prune --keep-secondly' 'prune --keep-minutely' 'prune -H' 'prune --keep-hourly' 'prune -d' 'prune --keep-daily' 'prune -w' 'prune --keep-weekly' 'prune -m' 'prune --keep-monthly' 'prune --keep-13weekly' 'prune --keep-3monthly' 'prune -y' 'prune --keep-yearly' 'prune -P' 'prune --prefix' 'prune -a' 'prune --glob-archives' 'prune -c' 'prune --checkpoint-interval'
set -a __coffer_values 'recreate --filter' 'recreate -e' 'recreate --exclude' 'recreate --exclude-from' 'recreate --pattern' 'recreate --patterns-from' 'recreate --exclude-if-present' 'recreate --target' 'recreate -c' 'recreate --checkpoint-interval' 'recreate --comment' 'recreate --timestamp' 'recreate -C' 'recreate --compression' 'recreate --recompress' 'recreate --chunker-params'
set -a __coffer_values 'serve --restrict-to-path' 'serve --restrict-to-repository' 'serve --storage-quota'
set -a __coffer_values 'import-tar --tar-filter' 'import-tar --filter' 'import-tar --comment' 'import-tar --timestamp' 'import-tar -c' 'import-tar --checkpoint-interval' 'import-tar --chunker-params' 'import-tar -C' 'import-tar --compression'

# Sets __coffer_command, __coffer_place (how many arguments stand before) and __coffer_repository.
function __coffer_read
    set -g __coffer_command
    set -g __coffer_place 0
    set -g __coffer_repository ::
    set -l value no
    for word in (commandline -opc)[2..-1]
        if test $value = yes
            set value no
        else if string match -qr '^--.*=' -- $word
        else if string match -qr '^-.' -- $word
            if contains -- $word $__coffer_common_values; or contains -- "$__coffer_command $word" $__coffer_values
                set value yes
            end
        else if contains -- "$__coffer_command" $__coffer_families
            set -g __coffer_command (string trim -- "$__coffer_command $word")
        else
            if test $__coffer_place -eq 0
                set -l repository (string replace -r '::.*' '' -- $word)
                test -n "$repository"; and set -g __coffer_repository $repository
            end
            set -g __coffer_place (math $__coffer_place + 1)
        end
    end
end

# True behind COMMAND; with PLACE only if so many arguments stand before.
function __coffer_at
    __coffer_read
    test "$__coffer_command" = "$argv[1]"; or return 1
    test (count $argv) -lt 2; or test $__coffer_place -eq $argv[2]
end

# Names of the archives of a repository. Never asks: where a passphrase is missing, there are none.
function __coffer_list
    # behind another name this is coffer still, which may not be there under that one
    set -l program (commandline -opc)[1]
    type -q $program; or set program borg
    set -l settings BORG_RELOCATED_REPO_ACCESS_IS_OK=no BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=no
    set -q BORG_PASSPHRASE; or set -q BORG_PASSCOMMAND; or set -a settings BORG_PASSPHRASE=
    env $settings timeout 5 $program list --short --bypass-lock $argv[1] 2>/dev/null </dev/null
end

function __coffer_archives
    set -l token (commandline -ct)
    if string match -q '*::*' -- $token
        set -l repository (string replace -r '::.*' '' -- $token)
        set -l place $repository
        test -n "$place"; or set place ::
        for name in (__coffer_list $place)
            echo $repository::$name
        end
    else
        __fish_complete_directories $token
    end
end

function __coffer_archive_names
    __coffer_read
    __coffer_list $__coffer_repository
end

complete -c coffer -f
complete -c borg -w coffer
complete -c borgfs -w 'coffer mount'

complete -c coffer -s h -l help -d 'print this help and exit'
complete -c coffer -l critical -d 'log critical failures only'
complete -c coffer -l error -d 'log errors and worse'
complete -c coffer -l warning -d 'log warnings and worse'
complete -c coffer -l info -s v -l verbose -d 'log what is being done as well'
complete -c coffer -l debug -d 'log everything, for finding faults'
complete -c coffer -l debug-topic -x -d 'log the details of TOPIC too'
complete -c coffer -s p -l progress -d 'show how far the work is'
complete -c coffer -l iec -d 'print sizes in powers of 1024'
complete -c coffer -l log-json -d 'write the log as JSON, one object a line'
complete -c coffer -l lock-wait -x -d 'how long to wait for a lock of repository or cache'
complete -c coffer -l bypass-lock -d 'do without the repository lock'
complete -c coffer -l show-version -d 'log the version at the start'
complete -c coffer -l show-rc -d 'log the exit code at the end'
complete -c coffer -l umask -x -d 'file mode mask for this run'
complete -c coffer -l remote-path -r -F -d 'program to run on the remote side'
complete -c coffer -l remote-ratelimit -x -d 'old name of --upload-ratelimit'
complete -c coffer -l upload-ratelimit -x -d 'send at most RATE KiB/s over the network'
complete -c coffer -l remote-buffer -x -d 'old name of --upload-buffer'
complete -c coffer -l upload-buffer -x -d 'hold up to this many MiB for sending'
complete -c coffer -l consider-part-files -d 'show pieces of interrupted files as if they were files'
complete -c coffer -l debug-profile -r -F -d 'write a profile of this run to FILE'
complete -c coffer -l rsh -x -a '(__fish_complete_command)' -d 'command that connects to the remote side'
complete -c coffer -n '__coffer_at \'\'' -a 'benchmark' -d 'measure speed'
complete -c coffer -n '__coffer_at \'\'' -a 'break-lock' -d 'remove the locks of a repository and its cache'
complete -c coffer -n '__coffer_at \'\'' -a 'check' -d 'verify a repository and its archives'
complete -c coffer -n '__coffer_at \'\'' -a 'compact' -d 'free unused space in a repository'
complete -c coffer -n '__coffer_at \'\'' -a 'config' -d 'show and change settings of a repository'
complete -c coffer -n '__coffer_at \'\'' -a 'create' -d 'make a backup'
complete -c coffer -n '__coffer_at \'\'' -a 'debug' -d 'look inside a repository'
complete -c coffer -n '__coffer_at \'\'' -a 'delete' -d 'delete archives or a repository'
complete -c coffer -n '__coffer_at \'\'' -a 'diff' -d 'show how two archives differ'
complete -c coffer -n '__coffer_at \'\'' -a 'export-tar' -d 'write an archive as a tar file'
complete -c coffer -n '__coffer_at \'\'' -a 'extract' -d 'restore files from an archive'
complete -c coffer -n '__coffer_at \'\'' -a 'help' -d 'Explain a command or a topic'
complete -c coffer -n '__coffer_at \'\'' -a 'info' -d 'show facts about a repository or archives'
complete -c coffer -n '__coffer_at \'\'' -a 'version' -d 'show the versions of client and server'
complete -c coffer -n '__coffer_at \'\'' -a 'init' -d 'make a new repository'
complete -c coffer -n '__coffer_at \'\'' -a 'key' -d 'manage the key of a repository'
complete -c coffer -n '__coffer_at \'\'' -a 'list' -d 'list archives, or what is in one'
complete -c coffer -n '__coffer_at \'\'' -a 'mount' -d 'show archives as a file system'
complete -c coffer -n '__coffer_at \'\'' -a 'prune' -d 'delete old archives by rules'
complete -c coffer -n '__coffer_at \'\'' -a 'recreate' -d 'write archives anew, changed'
complete -c coffer -n '__coffer_at \'\'' -a 'rename' -d 'give an archive another name'
complete -c coffer -n '__coffer_at \'\'' -a 'serve' -d 'serve repositories to another machine'
complete -c coffer -n '__coffer_at \'\'' -a 'storage-probe' -d 'find out what an object store can do'
complete -c coffer -n '__coffer_at \'\'' -a 'umount' -d 'unmount what mount has mounted'
complete -c coffer -n '__coffer_at \'\'' -a 'upgrade' -d 'bring a repository of older versions up to date'
complete -c coffer -n '__coffer_at \'\'' -a 'with-lock' -d 'run a program while the repository is locked'
complete -c coffer -n '__coffer_at \'\'' -a 'import-tar' -d 'make an archive of a tar file'
complete -c coffer -n '__coffer_at \'\'' -s V -l version -d 'print the version and exit'
complete -c coffer -n '__coffer_at \'benchmark\'' -a 'crud' -d 'measure create, extract, update and delete'
complete -c coffer -n '__coffer_at \'benchmark crud\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'benchmark crud\' 1' -F
complete -c coffer -n '__coffer_at \'break-lock\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'check\'' -l repository-only -d 'check the repository, not the archives'
complete -c coffer -n '__coffer_at \'check\'' -l archives-only -d 'check the archives, not the repository'
complete -c coffer -n '__coffer_at \'check\'' -l verify-data -d 'read, decrypt and verify all data of all archives'
complete -c coffer -n '__coffer_at \'check\'' -l repair -d 'mend what can be mended'
complete -c coffer -n '__coffer_at \'check\'' -l save-space -d 'work with less free space, but slower'
complete -c coffer -n '__coffer_at \'check\'' -l max-duration -x -d 'check the repository for SECONDS only, and go on from there the next time'
complete -c coffer -n '__coffer_at \'check\'' -s P -l prefix -x -d 'only archives whose names begin with PREFIX'
complete -c coffer -n '__coffer_at \'check\'' -s a -l glob-archives -x -d 'only archives whose names match GLOB, a shell pattern without the sh: in front'
complete -c coffer -n '__coffer_at \'check\'' -l sort-by -x -a 'timestamp archive name id' -d 'sort by these keys, separated by commas, out of timestamp, archive, name, id'
complete -c coffer -n '__coffer_at \'check\'' -l first -x -d 'only the first N of the archives that are left'
complete -c coffer -n '__coffer_at \'check\'' -l last -x -d 'only the last N of the archives that are left'
complete -c coffer -n '__coffer_at \'check\' 0' -a '(__coffer_archives)'
complete -c coffer -n '__coffer_at \'compact\'' -s n -l dry-run -d 'do nothing'
complete -c coffer -n '__coffer_at \'compact\'' -l cleanup-commits -d 'remove segment files of 17 bytes that hold a commit only'
complete -c coffer -n '__coffer_at \'compact\'' -l threshold -x -d 'rewrite segments of which at least PERCENT is unused'
complete -c coffer -n '__coffer_at \'compact\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'config\'' -s c -l cache -d 'the settings of this machine\'s cache for the repository'
complete -c coffer -n '__coffer_at \'config\'' -s d -l delete -d 'remove the setting, so that a default counts'
complete -c coffer -n '__coffer_at \'config\'' -s l -l list -d 'show all settings'
complete -c coffer -n '__coffer_at \'config\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'config\' 1' -a 'additional_free_space append_only id last_segment_checked max_segment_size segments_per_dir storage_quota version'
complete -c coffer -n '__coffer_at \'create\'' -s n -l dry-run -d 'do not make an archive'
complete -c coffer -n '__coffer_at \'create\'' -s s -l stats -d 'print statistics of the new archive'
complete -c coffer -n '__coffer_at \'create\'' -l quick-stats -d 'print statistics of the new archive, without those of the whole repository'
complete -c coffer -n '__coffer_at \'create\'' -l list -d 'list what is backed up, each with its status'
complete -c coffer -n '__coffer_at \'create\'' -l filter -x -d 'list only what has one of these status letters'
complete -c coffer -n '__coffer_at \'create\'' -l json -d 'write the statistics as JSON'
complete -c coffer -n '__coffer_at \'create\'' -l no-cache-sync -d 'experimental: do not bring the chunks cache up to date'
complete -c coffer -n '__coffer_at \'create\'' -l stdin-name -x -d 'name in the archive for standard input'
complete -c coffer -n '__coffer_at \'create\'' -l stdin-user -x -d 'owner in the archive for standard input'
complete -c coffer -n '__coffer_at \'create\'' -l stdin-group -x -d 'group in the archive for standard input'
complete -c coffer -n '__coffer_at \'create\'' -l stdin-mode -x -d 'mode in the archive for standard input'
complete -c coffer -n '__coffer_at \'create\'' -l content-from-command -d 'PATH is a command with its arguments'
complete -c coffer -n '__coffer_at \'create\'' -l paths-from-stdin -d 'read the paths from standard input, and back up exactly these: folders without what is in them'
complete -c coffer -n '__coffer_at \'create\'' -l paths-from-command -d 'as --paths-from-stdin, from the output of the command PATH'
complete -c coffer -n '__coffer_at \'create\'' -l paths-delimiter -x -d 'what separates the paths for --paths-from-stdin and --paths-from-command'
complete -c coffer -n '__coffer_at \'create\'' -s e -l exclude -x -d 'leave out paths that match PATTERN'
complete -c coffer -n '__coffer_at \'create\'' -l exclude-from -r -F -d 'leave out paths that match one of the patterns in EXCLUDEFILE, one a line'
complete -c coffer -n '__coffer_at \'create\'' -l pattern -x -d 'take or leave out paths that match PATTERN'
complete -c coffer -n '__coffer_at \'create\'' -l patterns-from -r -F -d 'take or leave out paths by the patterns in PATTERNFILE, one a line'
complete -c coffer -n '__coffer_at \'create\'' -l exclude-caches -d 'leave out folders that hold a CACHEDIR.TAG file'
complete -c coffer -n '__coffer_at \'create\'' -l exclude-if-present -x -d 'leave out folders that hold something called NAME'
complete -c coffer -n '__coffer_at \'create\'' -l keep-exclude-tags -d 'keep the folder and its tag where --exclude-caches or --exclude-if-present leaves out the rest'
complete -c coffer -n '__coffer_at \'create\'' -l exclude-nodump -d 'leave out files that have the NODUMP flag'
complete -c coffer -n '__coffer_at \'create\'' -l exclude-dataless -d 'leave out files that have the DATALESS flag'
complete -c coffer -n '__coffer_at \'create\'' -s x -l one-file-system -d 'stay in the file system of each PATH'
complete -c coffer -n '__coffer_at \'create\'' -l numeric-owner -d 'old name of --numeric-ids'
complete -c coffer -n '__coffer_at \'create\'' -l numeric-ids -d 'store owners by number only'
complete -c coffer -n '__coffer_at \'create\'' -l noatime -d 'has no effect any more: atime is not stored unless --atime is given'
complete -c coffer -n '__coffer_at \'create\'' -l atime -d 'store the time of last access'
complete -c coffer -n '__coffer_at \'create\'' -l noctime -d 'do not store ctime'
complete -c coffer -n '__coffer_at \'create\'' -l nobirthtime -d 'do not store the time of creation'
complete -c coffer -n '__coffer_at \'create\'' -l nobsdflags -d 'old name of --noflags'
complete -c coffer -n '__coffer_at \'create\'' -l noflags -d 'do not store inode flags'
complete -c coffer -n '__coffer_at \'create\'' -l noacls -d 'do not store ACLs'
complete -c coffer -n '__coffer_at \'create\'' -l noxattrs -d 'do not store extended attributes'
complete -c coffer -n '__coffer_at \'create\'' -l sparse -d 'find holes in files'
complete -c coffer -n '__coffer_at \'create\'' -l files-cache -x -a 'ctime,size,inode mtime,size,inode ctime,size mtime,size rechunk,ctime rechunk,mtime size disabled' -d 'what to compare to find files unchanged'
complete -c coffer -n '__coffer_at \'create\'' -l files-changed -x -a 'ctime mtime disabled' -d 'how to notice that a file changes while it is read'
complete -c coffer -n '__coffer_at \'create\'' -l read-special -d 'read devices and FIFOs as if they were files, and follow symlinks to them'
complete -c coffer -n '__coffer_at \'create\'' -l comment -x -d 'store this comment with the archive'
complete -c coffer -n '__coffer_at \'create\'' -l timestamp -r -F -d 'date and time of the archive'
complete -c coffer -n '__coffer_at \'create\'' -s c -l checkpoint-interval -x -d 'store what is done so far after every SECONDS of work'
complete -c coffer -n '__coffer_at \'create\'' -l chunker-params -x -a 'default buzhash,19,23,21,4095 buzhash,10,23,16,4095 fixed,4194304' -d 'how files are cut into chunks'
complete -c coffer -n '__coffer_at \'create\'' -s C -l compression -x -a 'none lz4 zstd zstd,10 zlib lzma auto,zstd auto,lzma obfuscate,110,zstd obfuscate,250,zstd' -d 'how data are compressed, see "borg help compression"'
complete -c coffer -n '__coffer_at \'create\' 0' -a '(__coffer_archives)'
complete -c coffer -n '__coffer_at \'create\'' -F
complete -c coffer -n '__coffer_at \'debug\'' -a 'info' -d 'show what a report of a fault needs'
complete -c coffer -n '__coffer_at \'debug\'' -a 'dump-archive-items' -d 'write the item stream of an archive to files'
complete -c coffer -n '__coffer_at \'debug\'' -a 'dump-archive' -d 'write the metadata of an archive as JSON'
complete -c coffer -n '__coffer_at \'debug\'' -a 'dump-manifest' -d 'write the manifest as JSON'
complete -c coffer -n '__coffer_at \'debug\'' -a 'dump-repo-objs' -d 'write all objects of a repository to files'
complete -c coffer -n '__coffer_at \'debug\'' -a 'search-repo-objs' -d 'look for bytes in all objects'
complete -c coffer -n '__coffer_at \'debug\'' -a 'id-hash' -d 'print the id that a content has'
complete -c coffer -n '__coffer_at \'debug\'' -a 'get-obj' -d 'write an object to a file'
complete -c coffer -n '__coffer_at \'debug\'' -a 'put-obj' -d 'store a file as an object'
complete -c coffer -n '__coffer_at \'debug\'' -a 'delete-obj' -d 'delete objects'
complete -c coffer -n '__coffer_at \'debug\'' -a 'refcount-obj' -d 'print how often objects are needed'
complete -c coffer -n '__coffer_at \'debug\'' -a 'dump-hints' -d 'write the hints of a repository as JSON'
complete -c coffer -n '__coffer_at \'debug\'' -a 'convert-profile' -d 'make a profile readable for Python\'s tools'
complete -c coffer -n '__coffer_at \'debug dump-archive-items\' 0' -a '(__coffer_archives)'
complete -c coffer -n '__coffer_at \'debug dump-archive\' 0' -a '(__coffer_archives)'
complete -c coffer -n '__coffer_at \'debug dump-archive\' 1' -F
complete -c coffer -n '__coffer_at \'debug dump-manifest\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'debug dump-manifest\' 1' -F
complete -c coffer -n '__coffer_at \'debug dump-repo-objs\'' -l ghost -d 'all that the log holds: deleted, superseded and uncommitted objects as well'
complete -c coffer -n '__coffer_at \'debug dump-repo-objs\'' -l segment -x -d 'with --ghost: this segment only'
complete -c coffer -n '__coffer_at \'debug dump-repo-objs\'' -l offset -x -d 'with --ghost: the entry at this offset only'
complete -c coffer -n '__coffer_at \'debug dump-repo-objs\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'debug search-repo-objs\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'debug id-hash\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'debug id-hash\' 1' -F
complete -c coffer -n '__coffer_at \'debug get-obj\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'debug get-obj\' 2' -F
complete -c coffer -n '__coffer_at \'debug put-obj\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'debug put-obj\' 2' -F
complete -c coffer -n '__coffer_at \'debug delete-obj\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'debug refcount-obj\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'debug dump-hints\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'debug dump-hints\' 1' -F
complete -c coffer -n '__coffer_at \'debug convert-profile\' 0' -F
complete -c coffer -n '__coffer_at \'debug convert-profile\' 1' -F
complete -c coffer -n '__coffer_at \'delete\'' -s n -l dry-run -d 'change nothing'
complete -c coffer -n '__coffer_at \'delete\'' -l list -d 'list the archives that are deleted'
complete -c coffer -n '__coffer_at \'delete\'' -s s -l stats -d 'print statistics of what was deleted'
complete -c coffer -n '__coffer_at \'delete\'' -l quick-stats -d 'print statistics of what was deleted, without those of the whole repository'
complete -c coffer -n '__coffer_at \'delete\'' -l cache-only -d 'delete nothing but the local cache of the repository'
complete -c coffer -n '__coffer_at \'delete\'' -l force -d 'delete archives although they are damaged'
complete -c coffer -n '__coffer_at \'delete\'' -l keep-security-info -d 'when deleting a repository, keep what this machine knows of it'
complete -c coffer -n '__coffer_at \'delete\'' -l save-space -d 'work with less free space, but slower'
complete -c coffer -n '__coffer_at \'delete\'' -s c -l checkpoint-interval -x -d 'commit after every SECONDS of work'
complete -c coffer -n '__coffer_at \'delete\'' -s P -l prefix -x -d 'only archives whose names begin with PREFIX'
complete -c coffer -n '__coffer_at \'delete\'' -s a -l glob-archives -x -d 'only archives whose names match GLOB, a shell pattern without the sh: in front'
complete -c coffer -n '__coffer_at \'delete\'' -l sort-by -x -a 'timestamp archive name id' -d 'sort by these keys, separated by commas, out of timestamp, archive, name, id'
complete -c coffer -n '__coffer_at \'delete\'' -l first -x -d 'only the first N of the archives that are left'
complete -c coffer -n '__coffer_at \'delete\'' -l last -x -d 'only the last N of the archives that are left'
complete -c coffer -n '__coffer_at \'delete\' 0' -a '(__coffer_archives)'
complete -c coffer -n '__coffer_at \'delete\'' -a '(__coffer_archive_names)'
complete -c coffer -n '__coffer_at \'diff\'' -l numeric-owner -d 'old name of --numeric-ids'
complete -c coffer -n '__coffer_at \'diff\'' -l numeric-ids -d 'has no effect: names are compared, where archives hold them'
complete -c coffer -n '__coffer_at \'diff\'' -l same-chunker-params -d 'take it that both archives were cut alike, and compare chunks instead of contents'
complete -c coffer -n '__coffer_at \'diff\'' -l sort -d 'sort by path'
complete -c coffer -n '__coffer_at \'diff\'' -l sort-by -x -a 'path size size_added size_removed size_diff user group uid gid ctime mtime ctime_diff mtime_diff' -d 'sort by these fields'
complete -c coffer -n '__coffer_at \'diff\'' -l content-only -d 'compare contents only, not owners, modes and times'
complete -c coffer -n '__coffer_at \'diff\'' -l json-lines -d 'write a JSON object a line'
complete -c coffer -n '__coffer_at \'diff\'' -s e -l exclude -x -d 'leave out paths that match PATTERN'
complete -c coffer -n '__coffer_at \'diff\'' -l exclude-from -r -F -d 'leave out paths that match one of the patterns in EXCLUDEFILE, one a line'
complete -c coffer -n '__coffer_at \'diff\'' -l pattern -x -d 'take or leave out paths that match PATTERN'
complete -c coffer -n '__coffer_at \'diff\'' -l patterns-from -r -F -d 'take or leave out paths by the patterns in PATTERNFILE, one a line'
complete -c coffer -n '__coffer_at \'diff\' 0' -a '(__coffer_archives)'
complete -c coffer -n '__coffer_at \'diff\' 1' -a '(__coffer_archive_names)'
complete -c coffer -n '__coffer_at \'export-tar\'' -l tar-filter -x -a 'auto none gzip bzip2 xz zstd lz4' -d 'program that the tar file goes through'
complete -c coffer -n '__coffer_at \'export-tar\'' -l list -d 'list what is written'
complete -c coffer -n '__coffer_at \'export-tar\'' -s e -l exclude -x -d 'leave out paths that match PATTERN'
complete -c coffer -n '__coffer_at \'export-tar\'' -l exclude-from -r -F -d 'leave out paths that match one of the patterns in EXCLUDEFILE, one a line'
complete -c coffer -n '__coffer_at \'export-tar\'' -l pattern -x -d 'take or leave out paths that match PATTERN'
complete -c coffer -n '__coffer_at \'export-tar\'' -l patterns-from -r -F -d 'take or leave out paths by the patterns in PATTERNFILE, one a line'
complete -c coffer -n '__coffer_at \'export-tar\'' -l strip-components -x -d 'leave out the first NUMBER parts of each path'
complete -c coffer -n '__coffer_at \'export-tar\' 0' -a '(__coffer_archives)'
complete -c coffer -n '__coffer_at \'export-tar\' 1' -F
complete -c coffer -n '__coffer_at \'extract\'' -l list -d 'list what is extracted'
complete -c coffer -n '__coffer_at \'extract\'' -s n -l dry-run -d 'read and verify everything, but write nothing'
complete -c coffer -n '__coffer_at \'extract\'' -l numeric-owner -d 'old name of --numeric-ids'
complete -c coffer -n '__coffer_at \'extract\'' -l numeric-ids -d 'restore owners by number, not by name'
complete -c coffer -n '__coffer_at \'extract\'' -l nobsdflags -d 'old name of --noflags'
complete -c coffer -n '__coffer_at \'extract\'' -l noflags -d 'do not restore inode flags'
complete -c coffer -n '__coffer_at \'extract\'' -l noacls -d 'do not restore ACLs'
complete -c coffer -n '__coffer_at \'extract\'' -l noxattrs -d 'do not restore extended attributes'
complete -c coffer -n '__coffer_at \'extract\'' -l stdout -d 'write the content of all files to standard output'
complete -c coffer -n '__coffer_at \'extract\'' -l sparse -d 'make holes where a chunk is all zeros'
complete -c coffer -n '__coffer_at \'extract\'' -s e -l exclude -x -d 'leave out paths that match PATTERN'
complete -c coffer -n '__coffer_at \'extract\'' -l exclude-from -r -F -d 'leave out paths that match one of the patterns in EXCLUDEFILE, one a line'
complete -c coffer -n '__coffer_at \'extract\'' -l pattern -x -d 'take or leave out paths that match PATTERN'
complete -c coffer -n '__coffer_at \'extract\'' -l patterns-from -r -F -d 'take or leave out paths by the patterns in PATTERNFILE, one a line'
complete -c coffer -n '__coffer_at \'extract\'' -l strip-components -x -d 'leave out the first NUMBER parts of each path'
complete -c coffer -n '__coffer_at \'extract\' 0' -a '(__coffer_archives)'
complete -c coffer -n '__coffer_at \'help\'' -l epilog-only -d 'print the explanations of a command only'
complete -c coffer -n '__coffer_at \'help\'' -l usage-only -d 'print the options of a command only'
complete -c coffer -n '__coffer_at \'help\' 0' -a 'benchmark break-lock check compact config create debug delete diff export-tar extract help info version init key list mount prune recreate rename serve storage-probe umount upgrade with-lock import-tar compression patterns placeholders'
complete -c coffer -n '__coffer_at \'info\'' -l json -d 'write the answer as JSON'
complete -c coffer -n '__coffer_at \'info\'' -s P -l prefix -x -d 'only archives whose names begin with PREFIX'
complete -c coffer -n '__coffer_at \'info\'' -s a -l glob-archives -x -d 'only archives whose names match GLOB, a shell pattern without the sh: in front'
complete -c coffer -n '__coffer_at \'info\'' -l sort-by -x -a 'timestamp archive name id' -d 'sort by these keys, separated by commas, out of timestamp, archive, name, id'
complete -c coffer -n '__coffer_at \'info\'' -l first -x -d 'only the first N of the archives that are left'
complete -c coffer -n '__coffer_at \'info\'' -l last -x -d 'only the last N of the archives that are left'
complete -c coffer -n '__coffer_at \'info\' 0' -a '(__coffer_archives)'
complete -c coffer -n '__coffer_at \'version\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'init\'' -s e -l encryption -x -a 'none keyfile repokey authenticated keyfile-blake2 repokey-blake2 authenticated-blake2' -d 'how the repository is encrypted'
complete -c coffer -n '__coffer_at \'init\'' -l append-only -d 'make an append-only repository: segments are never removed'
complete -c coffer -n '__coffer_at \'init\'' -l storage-quota -x -d 'let the repository grow to QUOTA'
complete -c coffer -n '__coffer_at \'init\'' -l make-parent-dirs -d 'make missing folders above the repository'
complete -c coffer -n '__coffer_at \'init\'' -l import-related-secrets -r -F -d 'take id key and chunk seed from PATH, so that the repository is related to the one they come from'
complete -c coffer -n '__coffer_at \'init\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'key\'' -a 'export' -d 'save the key outside of the repository'
complete -c coffer -n '__coffer_at \'key\'' -a 'export-related-secrets' -d 'save what related repositories share'
complete -c coffer -n '__coffer_at \'key\'' -a 'import' -d 'put a saved key back'
complete -c coffer -n '__coffer_at \'key\'' -a 'change-passphrase' -d 'change the passphrase'
complete -c coffer -n '__coffer_at \'key\'' -a 'migrate-to-repokey' -d 'leave the passphrase mode of old days'
complete -c coffer -n '__coffer_at \'key export\'' -l paper -d 'in a form to be printed and typed in again'
complete -c coffer -n '__coffer_at \'key export\'' -l qr-html -d 'as a page to be printed, then scanned or typed in again'
complete -c coffer -n '__coffer_at \'key export\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'key export\' 1' -F
complete -c coffer -n '__coffer_at \'key export-related-secrets\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'key export-related-secrets\' 1' -F
complete -c coffer -n '__coffer_at \'key import\'' -l paper -d 'ask for the lines of key export --paper, one by one'
complete -c coffer -n '__coffer_at \'key import\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'key import\' 1' -F
complete -c coffer -n '__coffer_at \'key change-passphrase\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'key migrate-to-repokey\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'list\'' -l consider-checkpoints -d 'list the archives of interrupted backups, too'
complete -c coffer -n '__coffer_at \'list\'' -l short -d 'print names only'
complete -c coffer -n '__coffer_at \'list\'' -l format -x -d 'print lines of this form'
complete -c coffer -n '__coffer_at \'list\'' -l json -d 'for repositories: write JSON'
complete -c coffer -n '__coffer_at \'list\'' -l json-lines -d 'for archives: write a JSON object a line'
complete -c coffer -n '__coffer_at \'list\'' -s P -l prefix -x -d 'only archives whose names begin with PREFIX'
complete -c coffer -n '__coffer_at \'list\'' -s a -l glob-archives -x -d 'only archives whose names match GLOB, a shell pattern without the sh: in front'
complete -c coffer -n '__coffer_at \'list\'' -l sort-by -x -a 'timestamp archive name id' -d 'sort by these keys, separated by commas, out of timestamp, archive, name, id'
complete -c coffer -n '__coffer_at \'list\'' -l first -x -d 'only the first N of the archives that are left'
complete -c coffer -n '__coffer_at \'list\'' -l last -x -d 'only the last N of the archives that are left'
complete -c coffer -n '__coffer_at \'list\'' -s e -l exclude -x -d 'leave out paths that match PATTERN'
complete -c coffer -n '__coffer_at \'list\'' -l exclude-from -r -F -d 'leave out paths that match one of the patterns in EXCLUDEFILE, one a line'
complete -c coffer -n '__coffer_at \'list\'' -l pattern -x -d 'take or leave out paths that match PATTERN'
complete -c coffer -n '__coffer_at \'list\'' -l patterns-from -r -F -d 'take or leave out paths by the patterns in PATTERNFILE, one a line'
complete -c coffer -n '__coffer_at \'list\' 0' -a '(__coffer_archives)'
complete -c coffer -n '__coffer_at \'mount\'' -l consider-checkpoints -d 'show the archives of interrupted backups, too'
complete -c coffer -n '__coffer_at \'mount\'' -s f -l foreground -d 'stay in the foreground'
complete -c coffer -n '__coffer_at \'mount\'' -s o -x -d 'mount options, separated by commas'
complete -c coffer -n '__coffer_at \'mount\'' -l numeric-owner -d 'old name of --numeric-ids'
complete -c coffer -n '__coffer_at \'mount\'' -l numeric-ids -d 'show owners by number, not by name'
complete -c coffer -n '__coffer_at \'mount\'' -s P -l prefix -x -d 'only archives whose names begin with PREFIX'
complete -c coffer -n '__coffer_at \'mount\'' -s a -l glob-archives -x -d 'only archives whose names match GLOB, a shell pattern without the sh: in front'
complete -c coffer -n '__coffer_at \'mount\'' -l sort-by -x -a 'timestamp archive name id' -d 'sort by these keys, separated by commas, out of timestamp, archive, name, id'
complete -c coffer -n '__coffer_at \'mount\'' -l first -x -d 'only the first N of the archives that are left'
complete -c coffer -n '__coffer_at \'mount\'' -l last -x -d 'only the last N of the archives that are left'
complete -c coffer -n '__coffer_at \'mount\'' -s e -l exclude -x -d 'leave out paths that match PATTERN'
complete -c coffer -n '__coffer_at \'mount\'' -l exclude-from -r -F -d 'leave out paths that match one of the patterns in EXCLUDEFILE, one a line'
complete -c coffer -n '__coffer_at \'mount\'' -l pattern -x -d 'take or leave out paths that match PATTERN'
complete -c coffer -n '__coffer_at \'mount\'' -l patterns-from -r -F -d 'take or leave out paths by the patterns in PATTERNFILE, one a line'
complete -c coffer -n '__coffer_at \'mount\'' -l strip-components -x -d 'leave out the first NUMBER parts of each path'
complete -c coffer -n '__coffer_at \'mount\' 0' -a '(__coffer_archives)'
complete -c coffer -n '__coffer_at \'mount\' 1' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'prune\'' -s n -l dry-run -d 'change nothing'
complete -c coffer -n '__coffer_at \'prune\'' -l force -d 'delete archives although they are damaged'
complete -c coffer -n '__coffer_at \'prune\'' -s s -l stats -d 'print statistics of what was deleted'
complete -c coffer -n '__coffer_at \'prune\'' -l quick-stats -d 'print statistics of what was deleted, without those of the whole repository'
complete -c coffer -n '__coffer_at \'prune\'' -l list -d 'list the archives, with what becomes of each and why'
complete -c coffer -n '__coffer_at \'prune\'' -l keep-within -x -d 'keep all archives of this time'
complete -c coffer -n '__coffer_at \'prune\'' -l keep-last -l keep-secondly -x -d 'keep one archive a second, this many'
complete -c coffer -n '__coffer_at \'prune\'' -l keep-minutely -x -d 'keep one archive a minute, this many'
complete -c coffer -n '__coffer_at \'prune\'' -s H -l keep-hourly -x -d 'keep one archive an hour, this many'
complete -c coffer -n '__coffer_at \'prune\'' -s d -l keep-daily -x -d 'keep one archive a day, this many'
complete -c coffer -n '__coffer_at \'prune\'' -s w -l keep-weekly -x -d 'keep one archive a week, this many'
complete -c coffer -n '__coffer_at \'prune\'' -s m -l keep-monthly -x -d 'keep one archive a month, this many'
complete -c coffer -n '__coffer_at \'prune\'' -l keep-13weekly -x -d 'keep one archive a quarter of 13 weeks, this many'
complete -c coffer -n '__coffer_at \'prune\'' -l keep-3monthly -x -d 'keep one archive a quarter of 3 months, this many'
complete -c coffer -n '__coffer_at \'prune\'' -s y -l keep-yearly -x -d 'keep one archive a year, this many'
complete -c coffer -n '__coffer_at \'prune\'' -s P -l prefix -x -d 'only archives whose names begin with PREFIX'
complete -c coffer -n '__coffer_at \'prune\'' -s a -l glob-archives -x -d 'only archives whose names match GLOB, a shell pattern without the sh: in front'
complete -c coffer -n '__coffer_at \'prune\'' -l save-space -d 'work with less free space, but slower'
complete -c coffer -n '__coffer_at \'prune\'' -s c -l checkpoint-interval -x -d 'commit after every SECONDS of work'
complete -c coffer -n '__coffer_at \'prune\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'recreate\'' -l list -d 'list all items, each with its status'
complete -c coffer -n '__coffer_at \'recreate\'' -l filter -x -d 'list only items with one of these status letters'
complete -c coffer -n '__coffer_at \'recreate\'' -s n -l dry-run -d 'change nothing'
complete -c coffer -n '__coffer_at \'recreate\'' -s s -l stats -d 'print statistics of each new archive'
complete -c coffer -n '__coffer_at \'recreate\'' -s e -l exclude -x -d 'leave out paths that match PATTERN'
complete -c coffer -n '__coffer_at \'recreate\'' -l exclude-from -r -F -d 'leave out paths that match one of the patterns in EXCLUDEFILE, one a line'
complete -c coffer -n '__coffer_at \'recreate\'' -l pattern -x -d 'take or leave out paths that match PATTERN'
complete -c coffer -n '__coffer_at \'recreate\'' -l patterns-from -r -F -d 'take or leave out paths by the patterns in PATTERNFILE, one a line'
complete -c coffer -n '__coffer_at \'recreate\'' -l exclude-caches -d 'leave out folders that hold a CACHEDIR.TAG file'
complete -c coffer -n '__coffer_at \'recreate\'' -l exclude-if-present -x -d 'leave out folders that hold something called NAME'
complete -c coffer -n '__coffer_at \'recreate\'' -l keep-exclude-tags -d 'keep the folder and its tag where --exclude-caches or --exclude-if-present leaves out the rest'
complete -c coffer -n '__coffer_at \'recreate\'' -l target -x -d 'keep the archive, and make a new one of this name'
complete -c coffer -n '__coffer_at \'recreate\'' -s c -l checkpoint-interval -x -d 'store what is done so far after every SECONDS of work'
complete -c coffer -n '__coffer_at \'recreate\'' -l comment -x -d 'store this comment with the archive'
complete -c coffer -n '__coffer_at \'recreate\'' -l timestamp -r -F -d 'date and time of the archive'
complete -c coffer -n '__coffer_at \'recreate\'' -s C -l compression -x -a 'none lz4 zstd zstd,10 zlib lzma auto,zstd auto,lzma obfuscate,110,zstd obfuscate,250,zstd' -d 'how data are compressed, see "borg help compression"'
complete -c coffer -n '__coffer_at \'recreate\'' -l recompress -x -a 'never if-different always' -d 'compress data once more, as --compression says: if-different, what is stored with another compression'
complete -c coffer -n '__coffer_at \'recreate\'' -l chunker-params -x -a 'default buzhash,19,23,21,4095 buzhash,10,23,16,4095 fixed,4194304' -d 'cut files into chunks anew'
complete -c coffer -n '__coffer_at \'recreate\' 0' -a '(__coffer_archives)'
complete -c coffer -n '__coffer_at \'rename\' 0' -a '(__coffer_archives)'
complete -c coffer -n '__coffer_at \'serve\'' -l restrict-to-path -r -F -d 'give access to repositories in PATH and in all folders below it only'
complete -c coffer -n '__coffer_at \'serve\'' -l restrict-to-repository -r -F -d 'give access to the repository at PATH only, to none below it'
complete -c coffer -n '__coffer_at \'serve\'' -l append-only -d 'keep everything that was ever stored: deleting archives and pruning still work, but their data stays until somebody on this machine compacts the repository'
complete -c coffer -n '__coffer_at \'serve\'' -l storage-quota -x -d 'let a repository grow to QUOTA at most'
complete -c coffer -n '__coffer_at \'umount\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'upgrade\'' -s n -l dry-run -d 'change nothing'
complete -c coffer -n '__coffer_at \'upgrade\'' -l inplace -d 'make no copy of the old repository'
complete -c coffer -n '__coffer_at \'upgrade\'' -l force -d 'go on although the manifest is not authenticated'
complete -c coffer -n '__coffer_at \'upgrade\'' -l tam -d 'demand an authenticated manifest, of repository, key and this machine'
complete -c coffer -n '__coffer_at \'upgrade\'' -l check-tam -d 'tell whether an authenticated manifest is demanded'
complete -c coffer -n '__coffer_at \'upgrade\'' -l disable-tam -d 'do not demand an authenticated manifest any more'
complete -c coffer -n '__coffer_at \'upgrade\'' -l check-archives-tam -d 'tell which archives are authenticated'
complete -c coffer -n '__coffer_at \'upgrade\'' -l archives-tam -d 'authenticate all archives'
complete -c coffer -n '__coffer_at \'upgrade\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'with-lock\' 0' -a '(__fish_complete_directories (commandline -ct))'
complete -c coffer -n '__coffer_at \'with-lock\' 1' -a '(__fish_complete_command)'
complete -c coffer -n '__coffer_at \'with-lock\'' -F
complete -c coffer -n '__coffer_at \'import-tar\'' -l tar-filter -x -a 'auto none gzip bzip2 xz zstd lz4' -d 'program that the tar file goes through'
complete -c coffer -n '__coffer_at \'import-tar\'' -s s -l stats -d 'print statistics of the new archive'
complete -c coffer -n '__coffer_at \'import-tar\'' -l quick-stats -d 'print statistics of the new archive, without those of the whole repository'
complete -c coffer -n '__coffer_at \'import-tar\'' -l list -d 'list what is imported, each with its status'
complete -c coffer -n '__coffer_at \'import-tar\'' -l filter -x -d 'list only what has one of these status letters'
complete -c coffer -n '__coffer_at \'import-tar\'' -l json -d 'write the statistics as JSON'
complete -c coffer -n '__coffer_at \'import-tar\'' -l ignore-zeros -d 'go on behind the end of a tar file, and behind blocks that are no headers'
complete -c coffer -n '__coffer_at \'import-tar\'' -l comment -x -d 'store this comment with the archive'
complete -c coffer -n '__coffer_at \'import-tar\'' -l timestamp -r -F -d 'date and time of the archive'
complete -c coffer -n '__coffer_at \'import-tar\'' -s c -l checkpoint-interval -x -d 'store what is done so far after every SECONDS of work'
complete -c coffer -n '__coffer_at \'import-tar\'' -l chunker-params -x -a 'default buzhash,19,23,21,4095 buzhash,10,23,16,4095 fixed,4194304' -d 'how files are cut into chunks'
complete -c coffer -n '__coffer_at \'import-tar\'' -s C -l compression -x -a 'none lz4 zstd zstd,10 zlib lzma auto,zstd auto,lzma obfuscate,110,zstd obfuscate,250,zstd' -d 'how data are compressed, see "borg help compression"'
complete -c coffer -n '__coffer_at \'import-tar\' 0' -a '(__coffer_archives)'
complete -c coffer -n '__coffer_at \'import-tar\' 1' -F
