/** Where a value comes from, as a person would look for it: `/etc/borgmatic/config.yaml:12`, or the flag that set it. */
export type Origin = string;

/**
 * A value that remembers where it comes from. Every step between the file and the finished configuration takes such a tree and
 * returns another; none changes one, so that parts may be shared.
 */
export type ConfigNode = ScalarNode | ListNode | MappingNode;

export type ScalarValue = string | number | boolean | null;

export interface ScalarNode {
  readonly kind: "scalar";
  readonly value: ScalarValue;
  readonly origin: Origin;
  /** What a tag asks of the next merge. */
  readonly tag?: MergeTag;
}

export interface ListNode {
  readonly kind: "list";
  readonly items: readonly ConfigNode[];
  readonly origin: Origin;
  readonly tag?: MergeTag;
}

export interface MappingNode {
  readonly kind: "mapping";
  /** By name, in alphabetical order once merged. */
  readonly entries: ReadonlyMap<string, ConfigNode>;
  readonly origin: Origin;
  readonly tag?: MergeTag;
}

/** `!retain`: do not merge but replace. `!omit`: take the equal element out of the merged list. */
export type MergeTag = "!retain" | "!omit";

/** A scalar at `origin`. */
export function scalar(value: ScalarValue, origin: Origin): ScalarNode {
  return { kind: "scalar", value, origin };
}

/** A list at `origin`. */
export function list(items: readonly ConfigNode[], origin: Origin): ListNode {
  return { kind: "list", items, origin };
}

/** A mapping at `origin`. */
export function mapping(entries: Iterable<readonly [string, ConfigNode]>, origin: Origin): MappingNode {
  return { kind: "mapping", entries: new Map(entries), origin };
}
