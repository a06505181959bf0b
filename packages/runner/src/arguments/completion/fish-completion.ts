import { COFFERMATIC_VERSION } from "../../version/index.ts";
import { completionModel, type CompletedFlag } from "./completion-model.ts";

/** A script for fish, which completes actions, flags, and values where they can be known. */
export function fishCompletion(): string {
  const { actions, flags } = completionModel();
  const single = actions.filter(({ name }) => !name.includes(" "));
  const families = Map.groupBy(
    actions.filter(({ name }) => name.includes(" ")),
    ({ name }) => name.split(" ")[0] ?? "",
  );
  const members = [...families].flatMap(([family, list]) =>
    list.map(({ name, summary }) => {
      const word = name.split(" ")[1] ?? "";
      return `complete -c coffermatic -f -n '__fish_seen_subcommand_from ${family}' -a ${word} -d ${quote(summary)}`;
    }),
  );
  return [
    "# fish completion for coffermatic: coffermatic --fish-completion >~/.config/fish/completions/coffermatic.fish",
    `if test (coffermatic --version 2>/dev/null) != ${COFFERMATIC_VERSION}`,
    "    echo 'coffermatic is of another version than its completion: run coffermatic --fish-completion again.' >&2",
    "end",
    "",
    "complete -c coffermatic -f",
    ...single.map(({ name, summary }) => `complete -c coffermatic -a ${name} -d ${quote(summary)}`),
    ...[...families.keys()].map((family) => `complete -c coffermatic -a ${family} -d ${quote(`${family} ...`)}`),
    ...members,
    ...flags.map((flag) => flagLine(flag, "")),
    ...actions.flatMap(({ name, flags: own }) => own.map((flag) => flagLine(flag, condition(name)))),
    "",
  ].join("\n");
}

function condition(name: string): string {
  const words = name.split(" ").map((word) => `__fish_seen_subcommand_from ${word}`);
  return ` -n '${words.join("; and ")}'`;
}

function flagLine({ names, help, value }: CompletedFlag, where: string): string {
  const words = names.map((name) => (name.startsWith("--") ? `-l ${quote(name.slice(2))}` : `-s ${name.slice(1)}`));
  return `complete -c coffermatic${where} ${words.join(" ")}${valueWords(value)} -d ${quote(help)}`;
}

function valueWords(value: CompletedFlag["value"]): string {
  if (value === "none") return "";
  if (value === "file") return " -r -F";
  return value === "any" ? " -x" : ` -x -a ${quote(value.join(" "))}`;
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
