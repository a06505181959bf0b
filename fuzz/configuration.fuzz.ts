import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ConfigurationError, loadConfiguration } from "@coffer/runner/config";
import type { FuzzTarget } from "./fuzz-target.ts";

const folder = mkdtempSync(join(tmpdir(), "fuzz-configuration-"));
const path = join(folder, "config.yaml");
const system = { env: { NAME: "value" }, cwd: folder, home: folder, nowMs: () => 0, sleep: () => Promise.resolve() };

writeFileSync(
  join(folder, "common.yaml"),
  "keep_daily: 7\nsource_directories: [/etc]\nrepositories: [{path: /repo}]\n",
);

const FILES = [
  "<<: !include common.yaml\nrepositories: !retain [{path: /other, label: x}]\nsource_directories:\n- !omit /etc\n- /home\n",
  "constants: {a: 1, b: '{a}'}\narchive_name_format: '{b}-\\{now\\}'\nrepositories: [{path: '${NAME:-x}'}]\n",
  "location: {source_directories: [/etc], repositories: [user@host:x, 'file://y']}\nhooks: {before_backup: [a], healthchecks: u}\n",
  "x: &x {name: data, frequency: 2 weeks}\nchecks: [*x, {name: spot, <<: *x}]\nrepositories:\n  - path: /a\n    label: |\n      b\n",
  "postgresql_databases: [{name: all, port: 5433}]\nloki: {url: u, labels: {a: b}}\nzfs:\numask: 0o77\nkeep_daily: -1.5e3\n",
];

/** Configuration files: whatever they hold is either loaded or refused with all its problems named. */
export const target: FuzzTarget = {
  name: "configuration",
  seeds: () => FILES.map((text) => new TextEncoder().encode(text)),
  run(input) {
    writeFileSync(path, input);
    try {
      loadConfiguration(path, { overrides: ["keep_weekly=4"] }, system);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
    }
  },
};
