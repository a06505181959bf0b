import { list, mapping, withEntry, type ConfigNode, type MappingNode } from "../tree/index.ts";
import { showOptionPath, type OptionPath } from "./option-path.ts";

/** A value cannot be put where it belongs. */
export class SettingRefused extends Error {
  override readonly name: string = "SettingRefused";
}

/**
 * The tree with `value` at `path`. Sets of options on the way are made where they are missing; elements of lists must be there.
 *
 * @throws {SettingRefused} If the path leads through something else, or past the end of a list.
 */
export function setOption(root: MappingNode, path: OptionPath, value: ConfigNode): MappingNode {
  return setBelow(root, path, 0, value) as MappingNode;
}

function setBelow(node: ConfigNode | undefined, path: OptionPath, depth: number, value: ConfigNode): ConfigNode {
  const step = path[depth];
  if (step === undefined) return value;
  return typeof step === "number"
    ? setElement(node, path, depth, step, value)
    : setEntry(node, path, depth, step, value);
}

function setEntry(
  node: ConfigNode | undefined,
  path: OptionPath,
  depth: number,
  name: string,
  value: ConfigNode,
): ConfigNode {
  const empty = node === undefined || (node.kind === "scalar" && node.value === null);
  const parent = empty ? mapping([], value.origin) : node;
  if (parent.kind !== "mapping") {
    throw new SettingRefused(
      `${showOptionPath(path.slice(0, depth))} at ${parent.origin} is ${parent.kind === "list" ? "a list" : "a plain value"}, not a set of options`,
    );
  }
  return withEntry(parent, name, setBelow(parent.entries.get(name), path, depth + 1, value));
}

function setElement(
  node: ConfigNode | undefined,
  path: OptionPath,
  depth: number,
  index: number,
  value: ConfigNode,
): ConfigNode {
  const items = node?.kind === "list" ? node.items : [];
  if (index >= items.length) {
    const name = showOptionPath(path.slice(0, depth));
    throw new SettingRefused(`${name} has ${items.length} elements in the configuration, so there is no [${index}]`);
  }
  const changed = items.with(index, setBelow(items[index], path, depth + 1, value));
  return list(changed, node?.origin ?? value.origin);
}
