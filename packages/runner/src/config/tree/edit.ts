import { mapping, type ConfigNode, type MappingNode, type ScalarNode } from "./node.ts";

/** The same mapping with one entry put in or replaced. */
export function withEntry(node: MappingNode, name: string, value: ConfigNode): MappingNode {
  return { ...node, entries: new Map(node.entries).set(name, value) };
}

/** The same mapping without some entries. */
export function withoutEntries(node: MappingNode, names: readonly string[]): MappingNode {
  return mapping(
    [...node.entries].filter(([name]) => !names.includes(name)),
    node.origin,
  );
}

/** The same tree with each scalar replaced by what `change` makes of it; `names` are those of the mappings around it. */
export function mapScalars(
  node: ConfigNode,
  change: (scalar: ScalarNode, names: readonly string[]) => ConfigNode,
  names: readonly string[] = [],
): ConfigNode {
  if (node.kind === "scalar") return change(node, names);
  if (node.kind === "list") return { ...node, items: node.items.map((item) => mapScalars(item, change, names)) };
  const entries = [...node.entries].map(
    ([name, child]) => [name, mapScalars(child, change, [...names, name])] as const,
  );
  return { ...node, entries: new Map(entries) };
}
