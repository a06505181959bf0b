/** `borg help patterns`. */
export const PATTERNS_HELP = `Patterns say which paths a command takes and which it leaves out: --exclude,
--exclude-from, --pattern and --patterns-from, and the PATHs of extract, list and others.

They are matched against paths as archives hold them: without a leading slash, without
"." and "..". A leading slash of a pattern is dropped. "create /strip/./keep" stores
keep/..., but its patterns see strip/keep/...

KINDS

A pattern may begin with its kind and a colon:

  fm:   shell pattern: * any characters, ? any one, [abc] one of these, [!abc] any other;
        the slash is a character like all others. The whole path must fit, or its
        beginning up to a slash: "*.o" fits a/b.o and all below a folder b.o. A pattern
        that ends with a slash fits what is in the folder, not the folder.
        Kind of --exclude and --exclude-from unless they say otherwise.
  sh:   the same, but * and ? stop at a slash, and **/ stands for any number of folders:
        "home/*/junk" fits home/joe/junk, "**/junk" fits it too.
        Kind of --pattern and --patterns-from unless they say otherwise.
  re:   regular expression of Python's syntax, found anywhere in the path: use ^ and $.
  pp:   a path, and all that is below it. Kind of PATH arguments.
  pf:   exactly this path. Many of them cost no time, but they are looked at before all
        others: order does not matter for them.

To mean one of the characters * ? [ itself, put it into brackets: [*]. Quote patterns, or
the shell will change them.

EXCLUDING

  --exclude PATTERN      leave out what fits
  --exclude-from FILE    one such pattern a line. Blanks around it are dropped; empty
                         lines and lines that begin with # are skipped

  borg create -e '*.o' REPO::A /src                  object files
  borg create -e home/joe/.cache/ REPO::A /home      what is in it, not the folder
  borg create -e 'home/*/junk' REPO::A /             also in deeper folders: fm:
  borg create -e 'sh:home/*/junk' REPO::A /          of each home, nowhere else
  borg create -e 're:\\.tmp/' REPO::A /home           what is in folders named so

Paths that are given on the command line are left out as well if a pattern fits them.

INCLUDING AND EXCLUDING

--pattern takes one line of those that --patterns-from reads from a file:

  R PATH      back up PATH, as if it stood on the command line
  P KIND      kind of the patterns from here to the end of the file
  + PATTERN   take what fits
  - PATTERN   leave out what fits; folders are looked into all the same, for the sake
              of what + may want in them
  ! PATTERN   leave out what fits, and do not look into folders: saves time

The first pattern that fits decides; what none fits is taken. Patterns of --pattern and
--exclude come first, in their order, then those of --patterns-from, then those of
--exclude-from.

  R /
  # not worth the space
  - **/*.iso
  ! re:^(dev|proc|run|sys|tmp)
  + home/joe/.cache/keep
  - home/*/.cache
  + home/**
  + etc/**
  - **

A file may be taken although the folders above it are not: their owner and mode are not
restored then. Use --pattern=-x rather than --pattern -x, which looks like an option.

Try it: "borg create --list --dry-run ..." shows what would be taken.`;
