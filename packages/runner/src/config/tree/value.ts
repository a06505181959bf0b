import type { ConfigNode } from "./node.ts";

/** The plain value of a tree: objects, arrays, strings, numbers, booleans, null. */
export function toValue(node: ConfigNode): unknown {
  if (node.kind === "scalar") return node.value;
  if (node.kind === "list") return node.items.map(toValue);
  // a name such as __proto__ must be a member like any other
  const value = Object.create(null) as Record<string, unknown>;
  for (const [name, child] of node.entries) value[name] = toValue(child);
  return Object.setPrototypeOf(value, Object.prototype);
}

/** What a node is, for messages. */
export function describe(node: ConfigNode): string {
  if (node.kind === "list") return "a list";
  if (node.kind === "mapping") return "a set of options";
  if (node.value === null) return "nothing";
  if (typeof node.value === "string") return "text";
  return typeof node.value === "boolean" ? "true or false" : "a number";
}
