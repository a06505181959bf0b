export { mapScalars, withEntry, withoutEntries } from "./edit.ts";
export { list, mapping, scalar } from "./node.ts";
export type { ConfigNode, ListNode, MappingNode, Origin, ScalarNode } from "./node.ts";
export { ConfigurationError } from "./problem.ts";
export type { Problem } from "./problem.ts";
export { Report } from "./report.ts";
export { describe, toValue } from "./value.ts";
