import type { CompletedCommand, CompletedOption, Completion, CompletionModel } from "./completion-model.ts";

const HEAD = `#compdef coffer borg borgfs
# zsh completion for coffer, and for borg where that is coffer. Made from the tables of options by "npm run build:docs".
# To use it: copy it as _coffer into a folder of $fpath, such as /usr/local/share/zsh/site-functions.
`;

const BODY = `
# Names of the archives of a repository. Never asks: where a passphrase is missing, there are none.
_coffer_list() {
  local -a settings=(BORG_RELOCATED_REPO_ACCESS_IS_OK=no BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK=no)
  [[ -n \${BORG_PASSPHRASE+x}\${BORG_PASSCOMMAND+x} ]] || settings+=(BORG_PASSPHRASE=)
  env $settings timeout 5 $_coffer_program list --short --bypass-lock $1 2>/dev/null </dev/null
}

_coffer_repositories() {
  _directories "$@"
}

_coffer_archives() {
  if compset -P '*::'; then
    local repository=\${(Q)\${IPREFIX##*=}%::}
    local -a names=(\${(f)"$(_coffer_list \${repository:-::})"})
    compadd -a names
  else
    _directories -S '' "$@"
  fi
}

_coffer_archive_names() {
  local word repository=::
  for word in \${(Q)words[2,CURRENT-1]}; do
    [[ $word == -* ]] || [[ $word != *[/:]* && ! -d $word ]] || { repository=\${word%%::*}; break }
  done
  local -a names=(\${(f)"$(_coffer_list \${repository:-::})"})
  compadd -a names
}
`;

const TAIL = `
_coffer_program=$words[1]
if [[ $funcstack[1] == _coffer ]]; then
  if [[ $service == borgfs ]]; then _coffer_at_mount; else _coffer_at_; fi
else
  compdef _coffer coffer borg borgfs
fi
`;

/** The completion script for zsh. */
export function zshCompletion({ common, commands }: CompletionModel): string {
  return [
    HEAD,
    "local -a _coffer_common=(",
    ...common.map((option) => `  ${optionSpec(option)}`),
    ")",
    BODY.trimEnd(),
    ...commands.map(commandFunction),
    TAIL.trimEnd(),
    "",
  ].join("\n");
}

function functionOf(name: string): string {
  return `_coffer_at_${name.replaceAll(/[ -]/g, "_")}`;
}

function commandFunction({ name, members, options, positionals }: CompletedCommand): string {
  const specs = [
    ...options.map(optionSpec),
    ...positionals.map(({ completion, repeats }, place) =>
      quoted(`${repeats ? "*" : place + 1}: :${actionOf(completion)}`),
    ),
  ];
  if (members.length === 0) {
    return `\n${functionOf(name)}() {\n  _arguments -s -S $_coffer_common \\\n    ${specs.join(" \\\n    ")}\n}`.replace(
      " \\\n    \n}",
      "\n}",
    );
  }
  const words = members.map((member) => `    ${quoted(`${member.name}:${member.summary}`)}`);
  const cases = members.map(
    (member) => `    ${member.name}) ${functionOf(name === "" ? member.name : `${name} ${member.name}`)} ;;`,
  );
  return `
${functionOf(name)}() {
  local curcontext=$curcontext context state line
  local -A opt_args
  local -a members=(
${words.join("\n")}
  )
  _arguments -s -S -C $_coffer_common ${specs.map((spec) => `${spec} `).join("")}'1: :->member' '*:: :->rest' && return
  case $state in
  member) _describe command members ;;
  rest)
    case $words[1] in
${cases.join("\n")}
    esac
    ;;
  esac
}`;
}

function optionSpec({ flags, help, value }: CompletedOption): string {
  const text = `[${help.replace(/[[\]\\:]/g, "\\$&")}]`;
  const tail = value === undefined ? "" : `: :${actionOf(value)}`;
  const forms = flags.map((flag) => (value === undefined ? flag : flag.startsWith("--") ? `${flag}=` : `${flag}+`));
  const several = forms.length > 1 ? `{${forms.join(",")}}` : forms[0];
  return `'*'${several}${quoted(text + tail)}`;
}

function actionOf(completion: Completion): string {
  switch (completion) {
    case "nothing":
      return " ";
    case "file":
      return "_files";
    case "folder":
      return "_directories";
    case "repository":
      return "_coffer_repositories";
    case "archive":
      return "_coffer_archives";
    case "archiveName":
      return "_coffer_archive_names";
    case "command":
      return "_command_names -e";
    default:
      return `(${completion.join(" ")})`;
  }
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
