import { HOOK_PLACES, showHookPlace, type HookPlace } from "../schema/index.ts";
import {
  list,
  mapping,
  scalar,
  withEntry,
  withoutEntries,
  type ConfigNode,
  type MappingNode,
  type Report,
} from "../tree/index.ts";

/** Adds commands of the old kind (`before_backup` and the like) to the end of `commands`. */
export function moveCommandHooks(root: MappingNode, report: Report): MappingNode {
  const moved = Object.entries(HOOK_PLACES).flatMap(([name, place]) => {
    const commands = root.entries.get(name);
    if (commands === undefined || isEmpty(commands)) return [];
    if (commands.kind !== "list") {
      report.problem(commands.origin, name, `write a list of commands: ${name}: ["command"]`);
      return [];
    }
    report.warn(
      commands.origin,
      `${name} is deprecated; write commands: [{${showHookPlace(place)}, run: [...]}] with the same commands`,
    );
    return [hookNode(place, commands)];
  });
  const rest = withoutEntries(root, Object.keys(HOOK_PLACES));
  const commands = rest.entries.get("commands");
  const [first] = moved;
  // what is no list will be told by the validation
  if (first === undefined || (commands !== undefined && commands.kind !== "list")) return rest;
  return withEntry(rest, "commands", list([...(commands?.items ?? []), ...moved], commands?.origin ?? first.origin));
}

function hookNode({ side, point, when }: HookPlace, commands: ConfigNode): ConfigNode {
  const { origin } = commands;
  const actions = when?.map((action) => scalar(action, origin));
  return mapping(
    [
      [side, scalar(point, origin)],
      ...(actions === undefined ? [] : [["when", list(actions, origin)] as const]),
      ["run", commands],
    ],
    origin,
  );
}

function isEmpty(node: ConfigNode): boolean {
  if (node.kind === "list") return node.items.length === 0;
  return node.kind === "scalar" && (node.value === null || node.value === "");
}
