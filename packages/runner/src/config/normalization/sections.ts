import { LEGACY_SECTIONS } from "../schema/index.ts";
import { toValue, withEntry, withoutEntries, type ConfigNode, type MappingNode, type Report } from "../tree/index.ts";

/** Options that may not differ between sections: each had its own in borgmatic 1.x, there is only one now. */
const SHARED_OPTIONS = ["prefix", "umask"];

/**
 * Lifts the options of the sections of borgmatic 1.x to the top. An option that stands in several places takes the last of them, in the
 * order of sections; that is a warning, and a problem for those that meant different things in each.
 */
export function liftSections(root: MappingNode, report: Report): MappingNode {
  const sections = LEGACY_SECTIONS.flatMap((name) => {
    const node = root.entries.get(name);
    return node === undefined ? [] : [[name, node] as const];
  });
  const [first] = sections;
  if (first === undefined) return root;
  report.warn(
    first[1].origin,
    `sections (${sections.map(([name]) => `${name}:`).join(" ")}) are deprecated; remove their names and move what stands in them to the left`,
  );
  let result = withoutEntries(root, LEGACY_SECTIONS);
  for (const [name, node] of sections) result = lift(result, name, node, report);
  return result;
}

function lift(root: MappingNode, section: string, node: ConfigNode, report: Report): MappingNode {
  // an empty section
  if (node.kind === "scalar" && node.value === null) return root;
  if (node.kind !== "mapping") {
    report.problem(node.origin, section, "a section holds options, each on a line of its own");
    return root;
  }
  let result = root;
  for (const [name, value] of node.entries) {
    const before = result.entries.get(name);
    if (before !== undefined && isOtherwise(before, value)) tellConflict(name, before, value, report);
    result = withEntry(result, name, value);
  }
  return result;
}

function tellConflict(name: string, before: ConfigNode, value: ConfigNode, report: Report): void {
  const places = `it is set differently at ${before.origin}`;
  if (SHARED_OPTIONS.includes(name)) {
    report.problem(value.origin, name, `${places}; there is only one such option now, so both must be equal`);
  } else {
    report.warn(value.origin, `${name}: ${places}; what stands here counts`);
  }
}

function isOtherwise(one: ConfigNode, other: ConfigNode): boolean {
  return JSON.stringify(toValue(one)) !== JSON.stringify(toValue(other));
}
