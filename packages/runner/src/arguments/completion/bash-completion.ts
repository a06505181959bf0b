import { COFFERMATIC_VERSION } from "../../version/index.ts";
import { completionModel, type CompletedFlag } from "./completion-model.ts";

const BODY = String.raw`
_coffermatic() {
  local cur=\${COMP_WORDS[COMP_CWORD]} before='' word flags=$_coffermatic_flags actions='' seen=''
  COMPREPLY=()
  ((COMP_CWORD > 1)) && before=\${COMP_WORDS[COMP_CWORD - 1]}
  if [[ -z \${_coffermatic_checked-} ]]; then
    _coffermatic_checked=yes
    [[ $(coffermatic --version 2>/dev/null) == "$_coffermatic_version" ]] ||
      printf '\n%s\n' 'coffermatic is of another version than its completion: run coffermatic --bash-completion again.' >&2
  fi
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD - 1}"; do
    [[ -n $word ]] || continue
    [[ -n \${_coffermatic_of[$word]-} || -n \${_coffermatic_members[$word]-} ]] && seen=$word
    [[ -n \${_coffermatic_of[$word]-} ]] && flags+=" \${_coffermatic_of[$word]}"
  done
  if [[ -n $before && -n \${_coffermatic_words[$before]-} ]]; then
    COMPREPLY=($(compgen -W "\${_coffermatic_words[$before]}" -- "$cur"))
    return
  fi
  if [[ " $_coffermatic_files " == *" $before "* && -n $before ]]; then
    compopt -o filenames 2>/dev/null
    local IFS=$'\n'
    COMPREPLY=($(compgen -f -- "$cur"))
    return
  fi
  [[ " $_coffermatic_values " == *" $before "* && -n $before ]] && return
  if [[ -n $seen && -n \${_coffermatic_members[$seen]-} ]]; then
    actions=\${_coffermatic_members[$seen]}
  else
    actions=$_coffermatic_actions
  fi
  [[ $cur == -* ]] && actions=$flags
  COMPREPLY=($(compgen -W "$actions" -- "$cur"))
}

complete -F _coffermatic coffermatic
`.replaceAll("\\$", "$");

/** A script for bash, which completes actions, flags, and values where they can be known. */
export function bashCompletion(): string {
  const { actions, flags } = completionModel();
  const all = [...actions.flatMap((action) => action.flags), ...flags];
  const single = actions.filter(({ name }) => !name.includes(" "));
  const members = Map.groupBy(
    actions.filter(({ name }) => name.includes(" ")),
    ({ name }) => name.split(" ")[0] ?? "",
  );
  const names = (list: readonly CompletedFlag[]): string => list.flatMap((flag) => flag.names).join(" ");
  const withValue = (fits: (flag: CompletedFlag) => boolean): string =>
    [...new Set(all.filter(fits).flatMap((flag) => flag.names))].join(" ");
  return [
    "# bash completion for coffermatic: coffermatic --bash-completion >/usr/share/bash-completion/completions/coffermatic\n",
    `_coffermatic_version=${COFFERMATIC_VERSION}`,
    `_coffermatic_actions='${[...single.map(({ name }) => name), ...members.keys()].join(" ")}'`,
    `_coffermatic_flags='${names(flags)}'`,
    `_coffermatic_files='${withValue(({ value }) => value === "file")}'`,
    `_coffermatic_values='${withValue(({ value }) => value === "any")}'`,
    table(
      "_coffermatic_members",
      [...members].map(([family, list]) => [family, list.map(memberName).join(" ")]),
    ),
    table(
      "_coffermatic_of",
      actions.flatMap(({ name, aliases, flags: own }) =>
        [memberName({ name }), ...aliases].map((word) => [word, names(own)] as const),
      ),
    ),
    table(
      "_coffermatic_words",
      all.flatMap(({ names: list, value }) =>
        typeof value === "string" ? [] : list.map((name) => [name, value.join(" ")] as const),
      ),
    ),
    BODY,
  ].join("\n");
}

function memberName({ name }: { readonly name: string }): string {
  return name.split(" ").at(-1) ?? name;
}

/** An associative array. */
function table(name: string, rows: readonly (readonly [string, string])[]): string {
  const unique = new Map<string, string>();
  for (const [key, value] of rows) unique.set(key, [unique.get(key), value].filter(Boolean).join(" "));
  return `declare -A ${name}=(\n${[...unique].map(([key, value]) => `  ['${key}']='${value}'\n`).join("")})`;
}
