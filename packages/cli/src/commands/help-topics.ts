const PATTERNS = `Patterns say which paths a command takes and which it leaves out. They are matched
against paths as archives hold them: without a leading slash, without "." and "..".

A pattern may begin with its kind and a colon:

  fm:  shell pattern; * and ? match the slash as well (the kind of --exclude)
  sh:  shell pattern; * and ? stop at a slash, **/ stands for any folders
       (the kind of --pattern)
  re:  regular expression, found anywhere in the path
  pp:  path, and all that is below it (the kind of PATH arguments)
  pf:  path, exactly

In fm: and sh: patterns, [abc] is any of these characters and [!abc] any other.

--exclude PATTERN leaves out what matches; --exclude-from reads such patterns from a
file. --pattern and --patterns-from take lines that begin with a letter or sign:

  R PATH     back up PATH, as if it stood on the command line
  P KIND     the kind of patterns from here on, if they do not state one
  + PATTERN  take what matches
  - PATTERN  leave out what matches; folders are searched all the same
  ! PATTERN  leave out what matches, with all that is below it

The first pattern that matches decides. Empty lines and lines that begin with # are
skipped in files.`;

const PLACEHOLDERS = `These words in braces are replaced in locations, archive names, --prefix,
--glob-archives, --comment and --remote-path:

  {hostname}          short name of this machine
  {fqdn}              full name of this machine
  {reverse-fqdn}      full name, its parts in reverse order
  {now}               local date and time; {now:%Y-%m-%d} sets its form
  {utcnow}            the same in UTC
  {unixtime}          seconds since 1970
  {user}              name of the user
  {pid}               number of this process
  {uuid4}             a random UUID
  {borgversion}       version of Borg, such as 1.4.5
  {borgmajor}         its first part, {borgminor} its first two, {borgpatch} its first three

Write {{ and }} for braces. With --timestamp, {now} and {utcnow} are that time.`;

const COMPRESSION = `--compression takes one of:

  none              store as it is
  lz4               fast (the default)
  zstd[,L]          L from 1 (fast) to 22 (small), default 3
  zlib[,L]          L from 0 to 9, default 6
  lzma[,L]          L from 0 to 9, default 6; slow
  auto,C[,L]        tries lz4 first: what shrinks is compressed by C, the rest is stored
                    as it is
  obfuscate,S,C[,L] compresses by C and adds bytes to hide the size. S from 1 to 6: by a
                    random factor of up to 10^S; 110 to 123: random up to 2^(S-100)
                    bytes; 250: Padme, at most 12%. Use it with encryption only

Chunks that the repository has already are not compressed again.`;

/** Texts of `help` that belong to no command. */
export const HELP_TOPICS: ReadonlyMap<string, string> = new Map([
  ["compression", COMPRESSION],
  ["patterns", PATTERNS],
  ["placeholders", PLACEHOLDERS],
]);
