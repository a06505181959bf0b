import assert from "node:assert/strict";
import { test } from "node:test";
import { splitShell } from "@coffer/cli/text";
import fc from "fast-check";
import { list, mapping, Report, scalar, toValue, type ConfigNode, type MappingNode } from "../tree/index.ts";
import { applyConstants, applyEnvironment } from "./index.ts";

const NAMES = ["a", "b", "long_name"];
const value = fc.string({ unit: "grapheme-ascii" });
const text = fc
  .array(fc.oneof(value, fc.constantFrom("{a}", "{b}", "{now}", "\\{a\\}", "${A}", "${B:-x}", "\\${A}", "$A")))
  .map((parts) => parts.join(""));

function tree(options: Readonly<Record<string, ConfigNode>>): MappingNode {
  return mapping(Object.entries(options), "here");
}

function constantsOf(constants: Readonly<Record<string, string>>): MappingNode {
  return tree(Object.fromEntries(Object.entries(constants).map(([name, one]) => [name, scalar(one, "here")])));
}

function applied(root: MappingNode): Readonly<Record<string, unknown>> {
  return toValue(applyConstants(root, new Report())) as Record<string, unknown>;
}

test("applyConstants() changes nothing where no constant is named", () => {
  fc.assert(
    fc.property(text, (one) => {
      const root = tree({ prefix: scalar(one, "here") });
      assert.equal(applyConstants(root, new Report()), root);
    }),
  );
});

test("applyConstants() puts the very value in the place of a name", () => {
  const plain = value.filter((one) => !/[{}\\]/.test(one));
  fc.assert(
    fc.property(plain, plain, plain, (before, constant, after) => {
      const shown = applied(
        tree({ constants: constantsOf({ a: constant }), prefix: scalar(`-${before}{a}${after}`, "here") }),
      );
      const whole = `-${before}${constant}${after}`;
      assert.equal(String(shown["prefix"]), /^\s*-\d+\s*$/.test(whole) ? String(Number(whole)) : whole);
    }),
  );
});

test("applyConstants() hands a shell each value as one word, whatever it holds", () => {
  fc.assert(
    fc.property(
      value.filter((one) => !/[{}]/.test(one)),
      (constant) => {
        const commands = list([tree({ run: list([scalar("echo {a} end", "here")], "here") })], "here");
        const shown = applied(tree({ constants: constantsOf({ a: constant }), commands }));
        const [hook] = shown["commands"] as readonly { readonly run: readonly string[] }[];
        assert.deepEqual(splitShell(hook?.run[0] ?? ""), ["echo", constant, "end"]);
      },
    ),
  );
});

test("applyConstants() always ends, however constants use each other", () => {
  const uses = fc.array(fc.constantFrom(...NAMES.map((name) => `{${name}}`), "x"), { maxLength: 3 });
  fc.assert(
    fc.property(fc.tuple(uses, uses, uses), (all) => {
      const constants = Object.fromEntries(NAMES.map((name, index) => [name, (all[index] ?? []).join("")]));
      const shown = applied(tree({ constants: constantsOf(constants), prefix: scalar("{a}", "here") }));
      assert.ok(Object.hasOwn(shown, "prefix"));
    }),
  );
});

test("applyEnvironment() gives the variable's text, never another type", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[^\\$]*$/), value, (before, variable) => {
      const root = tree({ prefix: scalar(`${before}\${A}`, "here") });
      const shown = toValue(applyEnvironment(root, { A: variable }, new Report())) as Record<string, unknown>;
      assert.equal(shown["prefix"], before + variable);
    }),
  );
});

test("applyEnvironment() leaves text without ${ alone", () => {
  fc.assert(
    fc.property(
      value.filter((one) => !one.includes("${")),
      (one) => {
        const root = tree({ prefix: scalar(one, "here") });
        assert.deepEqual(toValue(applyEnvironment(root, {}, new Report())), { prefix: one });
      },
    ),
  );
});
