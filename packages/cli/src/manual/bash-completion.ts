import type { CompletedOption, Completion, CompletionModel } from "./completion-model.ts";

const HEAD = `# bash completion for coffer, and for borg where that is coffer. Made from the tables of options by "npm run build:docs".
# To use it: copy it to /usr/share/bash-completion/completions/coffer (and link it as borg and borgfs there), or source it in ~/.bashrc.
`;

const BODY = String.raw`
# Names of the archives of a repository. Never asks: where a passphrase is missing, there are none.
_coffer_archives() {
  local -a settings=(BORG_RELOCATED_REPO_ACCESS_IS_OK=no BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=no)
  [[ -n \${BORG_PASSPHRASE+x}\${BORG_PASSCOMMAND+x} ]] || settings+=(BORG_PASSPHRASE=)
  env "\${settings[@]}" timeout 5 "$1" list --short --bypass-lock "$2" 2>/dev/null </dev/null
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
        repository=\${2%%::*}
        COMPREPLY=($(compgen -P "$repository::" -W "$(_coffer_archives "$3" "\${repository:-::}")" -- "\${2#*::}"))
      else
        compopt -o filenames -o nospace 2>/dev/null
        COMPREPLY=($(compgen -d -- "$2"))
      fi
      ;;
    *) IFS=$' \n'; COMPREPLY=($(compgen -W "$1" -- "$2")) ;;
  esac
}

_coffer() {
  local line=\${COMP_LINE:0:COMP_POINT} program=\${COMP_WORDS[0]} command='' flag='' place=0 repository='::' REPLY='' word cur
  local -a words
  COMPREPLY=()
  read -ra words <<<"$line"
  [[ $line == *[[:space:]] ]] && words+=('')
  cur=\${words[\${#words[@]} - 1]}
  [[ \${program##*/} == borgfs ]] && command=mount
  for word in "\${words[@]:1:\${#words[@]} - 2}"; do
    if [[ -n $flag ]]; then
      flag=''
    elif [[ $word == --*=* ]]; then
      :
    elif [[ $word == -?* ]]; then
      _coffer_value "$command" "$word"
      [[ -n $REPLY ]] && flag=$word
    elif _coffer_members "$command"; [[ -n $REPLY ]]; then
      command="\${command:+$command }$word"
    else
      ((place == 0)) && repository=\${word%%::*}
      ((place += 1))
    fi
  done
  if [[ -n $flag ]]; then
    _coffer_value "$command" "$flag"
  elif [[ $cur == --*=* ]]; then
    _coffer_value "$command" "\${cur%%=*}"
    cur=\${cur#*=}
  elif [[ $cur == -* ]]; then
    _coffer_flags "$command"
  else
    _coffer_members "$command"
    [[ -n $REPLY ]] || _coffer_words "$command" "$place"
  fi
  _coffer_reply "\${REPLY:-nothing}" "$cur" "$program" "\${repository:-::}"
  # readline keeps what stands before the last of its word breaks
  local breaks=\${COMP_WORDBREAKS//[!:=]/} start
  if [[ -n $breaks && $cur == *["$breaks"]* ]]; then
    start=\${cur%"\${cur##*["$breaks"]}"}
    COMPREPLY=("\${COMPREPLY[@]#"$start"}")
  fi
}

complete -F _coffer coffer borg borgfs
`.replaceAll("\\$", "$");

/** The completion script for bash. */
export function bashCompletion(model: CompletionModel): string {
  const { common, commands } = model;
  const commonFlags = common.flatMap(({ flags }) => flags);
  return [
    HEAD,
    "# Options of a command.",
    "_coffer_flags() {",
    `  REPLY='${commonFlags.join(" ")}'`,
    "  case $1 in",
    ...commands.map(
      ({ name, options }) => `    '${name}') REPLY+=' ${options.flatMap(({ flags }) => flags).join(" ")}' ;;`,
    ),
    "  esac",
    "}",
    "",
    "# Next words of a program or family; nothing behind a command.",
    "_coffer_members() {",
    "  case $1 in",
    ...commands
      .filter(({ members }) => members.length > 0)
      .map(({ name, members }) => `    '${name}') REPLY='${members.map((member) => member.name).join(" ")}' ;;`),
    "    *) REPLY='' ;;",
    "  esac",
    "}",
    "",
    "# Value of an option; nothing if it takes none.",
    "_coffer_value() {",
    "  REPLY=''",
    "  case $1:$2 in",
    ...commands.flatMap(({ name, options }) => options.flatMap((option) => valueLine(`'${name}'`, option))),
    ...common.flatMap((option) => valueLine("*", option)),
    "  esac",
    "}",
    "",
    "# Arguments of a command by their place.",
    "_coffer_words() {",
    "  case $1:$2 in",
    ...commands.flatMap(({ name, positionals }) =>
      positionals.map(
        ({ completion, repeats }, place) => `    '${name}':${repeats ? "*" : place}) REPLY='${words(completion)}' ;;`,
      ),
    ),
    "    *) REPLY='' ;;",
    "  esac",
    "}",
    BODY.trimEnd(),
    "",
  ].join("\n");
}

function valueLine(command: string, { flags, value }: CompletedOption): string[] {
  if (value === undefined) return [];
  return [`    ${flags.map((flag) => `${command}:${flag}`).join(" | ")}) REPLY='${words(value)}' ;;`];
}

function words(completion: Completion): string {
  return typeof completion === "string" ? completion : completion.join(" ");
}
