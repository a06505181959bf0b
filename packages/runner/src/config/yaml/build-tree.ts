import { isAlias, isMap, isScalar, isSeq, type Alias, type Node, type Scalar, type YAMLMap } from "yaml";
import { list, scalar, type ConfigNode } from "../tree/index.ts";
import { mergeEntries, type Entry } from "./merge.ts";
import type { ParsedFile } from "./parse-document.ts";
import { YamlProblem } from "./yaml-problem.ts";

/** Nodes that a file may have with all its aliases expanded: far above any configuration, far below what harms. */
const MAX_NODES = 100_000;

/** Deeper than this no configuration goes. */
const MAX_DEPTH = 64;

/** Loads the file that `!include` names; `from` is where it is asked for. */
export type LoadInclude = (name: string, from: string) => ConfigNode;

const KNOWN_TAGS: ReadonlySet<string> = new Set(["!include", "!retain", "!omit", "!"]);
const STANDARD_TAG = /^tag:yaml\.org,2002:(?:str|int|float|bool|null|seq|map)$/;

/**
 * Turns a parsed file into a tree: aliases are resolved, includes loaded, `<<` merged and repeated names joined.
 *
 * @throws {YamlProblem} If the file asks for what cannot be done.
 */
export class TreeBuilder {
  readonly #file: ParsedFile;
  readonly #load: LoadInclude;
  /** Anchored nodes that are being built: an alias to one of them would never end. */
  readonly #open: Set<Node> = new Set();
  /** Nodes by anchor, as far as the file has been read: an anchor may be set again. */
  readonly #anchors: Map<string, Node> = new Map();
  /** Aliases that are being expanded, one inside of the other. */
  #aliases = 0;
  #nodes = 0;
  #depth = 0;

  constructor(file: ParsedFile, load: LoadInclude) {
    this.#file = file;
    this.#load = load;
  }

  /** The tree of the whole file; null stands for an empty one. */
  build(): ConfigNode {
    const { contents } = this.#file.document;
    return contents === null ? scalar(null, this.#file.originAt(0)) : this.#node(contents);
  }

  #node(node: Node): ConfigNode {
    this.#nodes += 1;
    if (this.#nodes > MAX_NODES) throw this.#problem(node, "too much: its aliases expand without end");
    if (this.#open.has(node)) throw this.#problem(node, "an alias cannot stand inside of what it stands for");
    if (this.#depth >= MAX_DEPTH) throw this.#problem(node, `nested deeper than ${MAX_DEPTH} levels`);
    this.#remember(node);
    this.#open.add(node);
    this.#depth += 1;
    try {
      return this.#tagged(node);
    } finally {
      this.#open.delete(node);
      this.#depth -= 1;
    }
  }

  #tagged(node: Node): ConfigNode {
    if (isAlias(node)) return this.#expanded(node);
    const { tag } = node;
    if (tag === "!include") return this.#include(node);
    if (tag !== undefined && !KNOWN_TAGS.has(tag) && !STANDARD_TAG.test(tag)) {
      throw this.#problem(node, `the tag ${tag} is unknown; there are !include, !retain and !omit`);
    }
    const built = this.#untagged(node);
    return tag === "!retain" || tag === "!omit" ? { ...built, tag } : built;
  }

  #untagged(node: Node): ConfigNode {
    const origin = this.#origin(node);
    if (isMap(node)) return mergeEntries(this.#entries(node), origin);
    if (isSeq(node)) {
      return list(
        node.items.map((item) => this.#node(item as Node)),
        origin,
      );
    }
    return scalar(scalarValue(node as Scalar), origin);
  }

  /** Entries of a mapping; those that `<<` brings come first, so that the mapping's own count more. */
  #entries(map: YAMLMap): Entry[] {
    const [merged, own]: [Entry[], Entry[]] = [[], []];
    for (const pair of map.items) {
      const key = pair.key as Node | null;
      if (key !== null) this.#remember(key);
      if (!isScalar(key)) throw this.#problem(key ?? map, "the name of an option must be plain text");
      const value = (pair.value ?? null) as Node | null;
      if (key.value === "<<" && key.type === "PLAIN") merged.push(...this.#mergedEntries(key, value));
      else own.push([String(key.source ?? key.value), value === null ? this.#nothing(key) : this.#atKey(key, value)]);
    }
    return [...merged, ...own];
  }

  /** A value that begins below its name is looked for at the name. */
  #atKey(key: Node, value: Node): ConfigNode {
    const node = this.#node(value);
    return isAlias(value) || value.tag === "!include" || isScalar(value)
      ? node
      : { ...node, origin: this.#origin(key) };
  }

  #mergedEntries(key: Node, value: Node | null): Entry[] {
    if (value === null) throw this.#problem(key, "<<: needs a mapping or an !include");
    const included = !isAlias(value) && value.tag === "!include";
    const node = this.#node(value);
    if (node.kind === "mapping") return [...node.entries];
    if (included && node.kind === "scalar" && node.value === null) return [];
    if (node.kind === "scalar") throw this.#problem(value, "<<: needs a mapping or an !include");
    // the first of a list counts most, in YAML; a list of includes comes reversed already
    return node.items.toReversed().flatMap((item) => {
      if (item.kind === "mapping") return [...item.entries];
      throw new YamlProblem(item.origin, "", "only a mapping can be merged by <<:");
    });
  }

  #include(node: Node): ConfigNode {
    const origin = this.#origin(node);
    if (isScalar(node) && typeof node.value === "string" && node.value !== "") return this.#load(node.value, origin);
    if (isSeq(node) && node.items.length > 0 && node.items.every((item) => isScalar(item))) {
      const names = node.items.map((item) => String(item.value));
      return list(names.map((name) => this.#load(name, origin)).toReversed(), origin);
    }
    throw this.#problem(node, "!include needs the name of a file, or a list of names");
  }

  #expanded(alias: Alias): ConfigNode {
    const target = this.#anchors.get(alias.source);
    if (target === undefined) throw this.#problem(alias, `there is no anchor &${alias.source} before this`);
    this.#aliases += 1;
    const built = this.#node(target);
    this.#aliases -= 1;
    return built;
  }

  #remember(node: Node): void {
    if (this.#aliases === 0 && "anchor" in node && node.anchor !== undefined) this.#anchors.set(node.anchor, node);
  }

  #nothing(key: Node): ConfigNode {
    return scalar(null, this.#origin(key));
  }

  #origin(node: Node): string {
    return this.#file.originAt(node.range?.[0]);
  }

  #problem(node: Node, message: string): YamlProblem {
    return new YamlProblem(this.#origin(node), "", message);
  }
}

function scalarValue({ value, source }: Scalar): string | number | boolean | null {
  if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean") {
    return value;
  }
  return source ?? "";
}
