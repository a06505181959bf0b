import { mapping, type ConfigNode, type MappingNode } from "../tree/index.ts";
import { YamlProblem } from "./yaml-problem.ts";

/** One `name: value` as it was found; a name may come more than once. */
export type Entry = readonly [name: string, value: ConfigNode];

/**
 * Makes a mapping of entries in which names may be repeated, because files are merged or simply because someone wrote it so.
 *
 * Of scalars the last counts. Lists are joined in order. Mappings are merged in turn. `!retain` on the last of several values drops
 * the others; `!omit` on an element takes it and its equals out of the joined list. Names come out sorted.
 *
 * @throws {YamlProblem} If values of one name cannot be merged, or a tag has nothing to act on.
 */
export function mergeEntries(entries: readonly Entry[], origin: string): MappingNode {
  const groups = Map.groupBy(entries, ([name]) => name);
  const names = [...groups.keys()].toSorted();
  return mapping(
    names.map((name) => {
      const values = groups.get(name)?.map(([, value]) => value) ?? [];
      return [name, mergeValues(name, values)] as const;
    }),
    origin,
  );
}

function mergeValues(name: string, values: readonly ConfigNode[]): ConfigNode {
  const last = values.at(-1) as ConfigNode;
  const other = values.find(({ kind }) => kind !== last.kind);
  if (other !== undefined) throw cannotMerge(name, other, last);
  if (last.tag === "!retain") return retained(name, values, last);
  if (last.tag === "!omit") throw misplacedOmit(last);
  if (last.kind === "scalar") return last;
  if (last.kind === "mapping") {
    return mergeEntries(
      values.flatMap((value) => (value.kind === "mapping" ? [...value.entries] : [])),
      last.origin,
    );
  }
  const items = values.flatMap((value) => (value.kind === "list" ? value.items : []));
  return { ...last, items: withoutOmitted(items, values.length > 1) };
}

function retained(name: string, values: readonly ConfigNode[], last: ConfigNode): ConfigNode {
  if (last.kind === "scalar") {
    throw new YamlProblem(last.origin, name, "!retain is for lists and sets of options; a plain value replaces anyway");
  }
  if (values.length === 1) {
    throw new YamlProblem(
      last.origin,
      name,
      "!retain has nothing to replace: no included file sets this option. Remove the tag",
    );
  }
  const { tag: _, ...rest } = last;
  return rest;
}

/** Elements without those that carry `!omit`, and without their equals. */
function withoutOmitted(items: readonly ConfigNode[], merging: boolean): readonly ConfigNode[] {
  const tagged = items.filter(({ tag }) => tag === "!omit");
  if (tagged.length === 0) return items;
  const [first] = tagged as [ConfigNode];
  if (!merging) {
    throw new YamlProblem(
      first.origin,
      "",
      "!omit has nothing to act on: no included file has this list. Remove the line",
    );
  }
  const complex = tagged.find(({ kind }) => kind !== "scalar");
  if (complex !== undefined) throw misplacedOmit(complex);
  const omitted = new Set(tagged.map((node) => (node.kind === "scalar" ? String(node.value) : "")));
  return items.filter((node) => node.kind !== "scalar" || !omitted.has(String(node.value)));
}

function misplacedOmit({ origin }: ConfigNode): YamlProblem {
  return new YamlProblem(origin, "", "!omit is for plain elements of a list");
}

function cannotMerge(name: string, one: ConfigNode, other: ConfigNode): YamlProblem {
  return new YamlProblem(
    other.origin,
    name,
    `this cannot be merged with the value at ${one.origin}: one is a ${one.kind}, the other a ${other.kind}`,
  );
}
