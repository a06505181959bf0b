import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parse } from "yaml";
import { SCHEMA, type Option, type OptionTable } from "../schema/index.ts";
import { renderSample } from "./render-sample.ts";

/** Some options of a table, each with a value of its type; required ones always. */
function someOptions(table: OptionTable, share: number): fc.Arbitrary<Record<string, unknown>> {
  const required = Object.keys(table).filter((name) => table[name]?.required === true);
  const chosen = fc.subarray(Object.keys(table), {
    maxLength: Math.max(1, Math.ceil(Object.keys(table).length * share)),
  });
  return chosen.chain((names) => {
    const all = [...new Set([...required, ...names])];
    const values = Object.fromEntries(all.map((name) => [name, valueOf(table[name] as Option)]));
    return fc.record(values, { noNullPrototype: true });
  });
}

function valueOf(option: Option): fc.Arbitrary<unknown> {
  if ("choices" in option && option.choices !== undefined) return fc.constantFrom(...option.choices);
  switch (option.type) {
    case "string":
      return fc.string();
    case "integer":
      return fc.integer();
    case "number":
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case "boolean":
      return fc.boolean();
    case "integer or string":
      return fc.oneof(fc.integer(), fc.string());
    case "list":
      return fc.array(valueOf(option.items), { maxLength: 3 });
    case "map":
      return fc.dictionary(fc.stringMatching(/^[a-z_]{1,8}$/), fc.string(), { maxKeys: 3, noNullPrototype: true });
    case "object":
      return option.nullable === true ? fc.option(someOptions(option.options, 0.5)) : someOptions(option.options, 0.5);
  }
}

test("renderSample() holds exactly the values that it was given", () => {
  fc.assert(
    fc.property(someOptions(SCHEMA, 0.1), (values) => {
      assert.deepEqual(parse(renderSample(values)), values);
    }),
    { numRuns: 50 },
  );
});
