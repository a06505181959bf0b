import assert from "node:assert/strict";
import { test } from "node:test";
import type { CheckOptions, CommandHook, Configuration, RepositoryOptions } from "../index.ts";
import type { Option, OptionTable } from "./option.ts";
import { OPTION_GROUPS, SCHEMA } from "./schema.ts";

test("the types that are computed from the tables are those of the options", () => {
  // what counts here is that it compiles
  const repository: RepositoryOptions = { path: "/repo", label: "one", append_only: true };
  const check: CheckOptions = { name: "spot", data_sample_percentage: 0.5 };
  const hook: CommandHook = { before: "action", when: ["create"], run: ["true"] };
  const configuration: Configuration = {
    repositories: [repository],
    checks: [check],
    commands: [hook],
    zfs: null,
    keep_daily: 7,
    verbosity: -2,
    postgresql_databases: [{ name: "all", format: "plain", compression: 9 }],
    ntfy: { topic: "backup", fail: { priority: "max" }, states: ["fail"] },
    loki: { url: "http://loki", labels: { app: "backup" } },
  };
  // @ts-expect-error there is no such check
  const noCheck: CheckOptions = { name: "unknown" };
  // @ts-expect-error repositories are required
  const empty: Configuration = { keep_daily: 7 };
  // @ts-expect-error a list of strings is the old form
  const old: Configuration = { repositories: ["/repo"] };
  assert.ok(configuration && noCheck && empty && old);
});

test("no two groups hold an option of the same name", () => {
  const names = OPTION_GROUPS.flatMap(({ options }) => Object.keys(options));
  assert.equal(new Set(names).size, names.length);
  assert.deepEqual(Object.keys(SCHEMA), names);
});

test("every option has a meaning in one sentence or a few", () => {
  const without = everyOption(SCHEMA).filter(([, { meaning }]) => !/^\S.*[.)]$/.test(meaning ?? ""));
  assert.deepEqual(
    without.map(([name]) => name),
    [],
  );
});

function everyOption(table: OptionTable, place: string = ""): (readonly [string, Option])[] {
  return Object.entries(table).flatMap(([name, option]) => [
    [place + name, option] as const,
    ...nested(option, `${place}${name}.`),
  ]);
}

function nested(option: Option, place: string): (readonly [string, Option])[] {
  if (option.type === "object") return everyOption(option.options, place);
  return option.type === "list" && option.items.type === "object" ? everyOption(option.items.options, place) : [];
}
