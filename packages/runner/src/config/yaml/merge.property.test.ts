import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { list, mapping, scalar, toValue, type ConfigNode, type MappingNode } from "../tree/index.ts";
import { mergeEntries } from "./merge.ts";

/** Names tell kinds, so that whatever is merged fits together. */
const scalars = fc.dictionary(fc.constantFrom("s1", "s2", "s3"), fc.oneof(fc.integer(), fc.string(), fc.boolean()));
const lists = fc.dictionary(fc.constantFrom("l1", "l2"), fc.array(fc.integer(), { maxLength: 4 }));
const mappings = fc.letrec<{ readonly file: Record<string, unknown> }>((tie) => ({
  file: fc
    .tuple(scalars, lists, fc.dictionary(fc.constantFrom("m1", "m2"), tie("file"), { maxKeys: 1 }))
    .map(([one, other, more]) => ({ ...one, ...other, ...more })),
})).file;

function toNode(value: unknown): ConfigNode {
  if (Array.isArray(value)) return list(value.map(toNode), "here");
  if (typeof value !== "object" || value === null) return scalar(value as string, "here");
  return mapping(
    Object.entries(value).map(([name, child]) => [name, toNode(child)] as const),
    "here",
  );
}

function merge(...files: readonly ConfigNode[]): MappingNode {
  return mergeEntries(
    files.flatMap((file) => [...(file as MappingNode).entries]),
    "here",
  );
}

/** What merging means, said in the plainest way. */
function reference(one: Record<string, unknown>, other: Record<string, unknown>): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  for (const name of [...new Set([...Object.keys(one), ...Object.keys(other)])].toSorted()) {
    const [before, after] = [one[name], other[name]];
    if (after === undefined || before === undefined) merged[name] = after ?? before;
    else if (Array.isArray(after)) merged[name] = [...(before as unknown[]), ...after];
    else if (typeof after === "object") {
      merged[name] = reference(before as Record<string, unknown>, after as Record<string, unknown>);
    } else merged[name] = after;
  }
  return merged;
}

test("mergeEntries() joins lists, merges mappings, and lets the last scalar win", () => {
  fc.assert(
    fc.property(mappings, mappings, (one, other) => {
      assert.deepEqual(toValue(merge(toNode(one), toNode(other))), reference(one, other));
    }),
  );
});

test("mergeEntries() comes to the same for three files at once and one after the other", () => {
  fc.assert(
    fc.property(mappings, mappings, mappings, (a, b, c) => {
      const [x, y, z] = [toNode(a), toNode(b), toNode(c)];
      assert.deepEqual(toValue(merge(x, y, z)), toValue(merge(merge(x, y), z)));
      assert.deepEqual(toValue(merge(x, y, z)), toValue(merge(x, merge(y, z))));
    }),
  );
});

test("mergeEntries() sorts names at every level", () => {
  fc.assert(
    fc.property(mappings, (file) => {
      const names = [...merge(toNode(file)).entries.keys()];
      assert.deepEqual(names, names.toSorted());
    }),
  );
});
