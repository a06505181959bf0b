import assert from "node:assert/strict";
import { test } from "node:test";
import { ConfigurationFolder } from "@coffer/testkit/configuration";
import { parse } from "yaml";
import { loadConfiguration } from "../load-configuration.ts";
import { SCHEMA, type Option, type OptionTable } from "../schema/index.ts";
import { Report, type MappingNode } from "../tree/index.ts";
import { validateSchema } from "../validation/index.ts";
import { loadTree } from "../yaml/index.ts";
import { renderSample, renderSplitSample } from "./render-sample.ts";

/** What the schema has to say about a text. */
function complaints(text: string): readonly unknown[] {
  using folder = new ConfigurationFolder({ "config.yaml": text });
  const report = new Report();
  validateSchema(loadTree(folder.file("config.yaml"), folder.system()).root as MappingNode, report);
  return report.problems;
}

/** Switches on everything that a sample has. */
function uncomment(text: string): string {
  return text.replaceAll(/^( *)# ( *(?:- )?(?:[a-z_0-9]+:|(?<=# +- ).).*)$/gm, "$1$2");
}

test("renderSample() can be used as it stands", () => {
  using folder = new ConfigurationFolder({ "config.yaml": renderSample() });
  const { configuration, warnings } = loadConfiguration(folder.file("config.yaml"), {}, folder.system());
  assert.equal(configuration.keep_daily, 7);
  assert.equal(configuration.repositories.length, 2);
  assert.deepEqual(warnings, []);
});

test("renderSample() with all of it switched on has every option of the schema, with a value that fits", () => {
  const text = uncomment(renderSample());
  assert.deepEqual(complaints(text), []);
  assert.deepEqual(optionsMissing(SCHEMA, parse(text, { uniqueKeys: false })), []);
});

test("renderSample() switches on what the given values hold, and changes none of them", () => {
  const values = {
    repositories: [{ label: "a", path: "/repo: x" }, { path: "/other" }],
    checks: [{ name: "data", only_run_on: ["Monday"] }],
    healthchecks: { ping_url: "https://hc", states: ["fail"] },
    zfs: null,
    bootstrap: {},
    loki: { url: "http://l", labels: { app: "x" } },
    archive_name_format: "{hostname}-{now}",
    patterns: [],
    postgresql_databases: [{ name: "all", port: 5433 }],
  };
  assert.deepEqual(parse(renderSample(values)), values);
});

test("renderSplitSample() has each option by itself, switched on", () => {
  const files = renderSplitSample({ keep_daily: 3 });
  assert.deepEqual([...files.keys()], Object.keys(SCHEMA));
  assert.equal(parse(files.get("keep_daily") ?? "").keep_daily, 3);
  const others = [...files].filter(([name]) => name !== "repositories");
  for (const [name, text] of others) {
    assert.deepEqual(complaints(`${text}\nrepositories: [{path: /repo}]\n`), [], name);
  }
});

/** Options of a table that a value lacks; of lists the first element is looked at. */
function optionsMissing(table: OptionTable, value: unknown, place: string = ""): readonly string[] {
  const values = (value ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(table).flatMap(([name, option]) =>
    Object.hasOwn(values, name) ? missingBelow(option, values[name], `${place}${name}`) : [place + name],
  );
}

function missingBelow(option: Option, value: unknown, place: string): readonly string[] {
  if (option.type === "object") return optionsMissing(option.options, value, `${place}.`);
  if (option.type !== "list" || option.items.type !== "object") return [];
  return optionsMissing(option.items.options, (value as readonly unknown[])[0], `${place}[0].`);
}
