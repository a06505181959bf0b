import type { CompletedCommand, CompletedOption, Completion, CompletionModel } from "./completion-model.ts";

const HEAD = `# fish completion for coffer, and for borg where that is coffer. Made from the tables of options by "npm run build:docs".
# To use it: copy it to /usr/share/fish/vendor_completions.d/coffer.fish or ~/.config/fish/completions/coffer.fish.
`;

const BODY = `
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
`;

/** The completion script for fish. */
export function fishCompletion({ common, commands }: CompletionModel): string {
  const taking = (options: readonly CompletedOption[]): string[] =>
    options.filter(({ value }) => value !== undefined).flatMap(({ flags }) => flags);
  return [
    HEAD,
    `set -g __coffer_families ${commands
      .filter(({ members }) => members.length > 0)
      .map(({ name }) => quoted(name))
      .join(" ")}`,
    `set -g __coffer_common_values ${taking(common).join(" ")}`,
    "set -g __coffer_values",
    ...commands.flatMap(({ name, options }) => {
      const flags = taking(options);
      return flags.length === 0
        ? []
        : [`set -a __coffer_values ${flags.map((flag) => quoted(`${name} ${flag}`)).join(" ")}`];
    }),
    BODY.trimEnd(),
    "",
    ...common.map((option) => optionLine("", option)),
    ...commands.flatMap(commandLines),
    "",
  ].join("\n");
}

function commandLines({ name, members, options, positionals }: CompletedCommand): string[] {
  const at = (place?: number): string =>
    ` -n ${quoted(`__coffer_at ${quoted(name)}${place === undefined ? "" : ` ${place}`}`)}`;
  return [
    ...members.map((member) => `complete -c coffer${at()} -a ${quoted(member.name)} -d ${quoted(member.summary)}`),
    ...options.map((option) => optionLine(at(), option)),
    ...positionals.flatMap(({ completion, repeats }, place) => {
      const wanted = wordsOf(completion);
      if (wanted === "") return [];
      return [`complete -c coffer${at(repeats ? undefined : place)} ${wanted}`];
    }),
  ];
}

function optionLine(condition: string, { flags, help, value }: CompletedOption): string {
  const forms = flags.map((flag) => (flag.startsWith("--") ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`)).join(" ");
  const taken = value === undefined ? "" : value === "file" || value === "folder" ? " -r -F" : ` -x ${wordsOf(value)}`;
  return `complete -c coffer${condition} ${forms}${taken.trimEnd()} -d ${quoted(help)}`;
}

function wordsOf(completion: Completion): string {
  switch (completion) {
    case "nothing":
      return "";
    case "file":
      return "-F";
    case "folder":
    case "repository":
      return "-a '(__fish_complete_directories (commandline -ct))'";
    case "archive":
      return "-a '(__coffer_archives)'";
    case "archiveName":
      return "-a '(__coffer_archive_names)'";
    case "command":
      return "-a '(__fish_complete_command)'";
    default:
      return `-a ${quoted(completion.join(" "))}`;
  }
}

function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}
