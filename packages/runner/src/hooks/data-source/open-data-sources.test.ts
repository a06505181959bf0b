import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, normalize } from "node:path";
import { test } from "node:test";
import { dataSourcePlace } from "@coffer/testkit/data-sources";
import { descendants } from "@coffer/testkit/run";
import { DataSourceFailed, openDataSources } from "./index.ts";
import type { SourcePattern } from "./source-pattern.ts";

const ETC: SourcePattern = { type: "R", style: "", path: "/etc", origin: "configuration" };

test("openDataSources() starts dumps whose pipes deliver, and puts all away", async (t) => {
  const configuration = { sqlite_databases: [{ name: "app", path: "/x/app.db" }] };
  const { context, fakeTool } = await dataSourcePlace(t, configuration);
  fakeTool("sqlite3", 'echo "$@"');
  const sources = await openDataSources(context, [ETC]);
  const folder = `${context.runtimeDirectory}/sqlite_databases`;
  assert.deepEqual(
    sources.patterns.map(({ type, path }) => `${type} ${path}`),
    [`R ${folder}`, `+ ${folder}`, "R /etc"],
  );
  assert.equal(sources.streaming, true);
  const pipe = join(folder, "localhost/app");
  assert.ok(statSync(pipe).isFIFO());
  assert.equal(statSync(pipe).mode & 0o777, 0o600);
  assert.deepEqual(JSON.parse(readFileSync(join(folder, "dumps.json"), "utf8")), {
    dumps: [
      {
        container: null,
        data_source_name: "app",
        hook_name: "sqlite_databases",
        hostname: null,
        label: null,
        port: null,
      },
    ],
  });
  assert.equal(await sources.feed(() => readFile(pipe, "utf8")), "-bail /x/app.db .dump\n");
  await sources.close();
  assert.ok(!existsSync(folder));
});

test("feed() stops the archive's maker and tells why, when a dump fails", async (t) => {
  const configuration = { sqlite_databases: [{ name: "app", path: "/x/app.db" }] };
  const { context, fakeTool } = await dataSourcePlace(t, configuration);
  fakeTool("sqlite3", "echo half; echo 'disk is gone' >&2; exit 3");
  const sources = await openDataSources(context, []);
  const pipe = `${context.runtimeDirectory}/sqlite_databases/localhost/app`;
  const feeding = sources.feed(async (signal) => {
    await readFile(pipe);
    await new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("stopped"))));
  });
  await assert.rejects(feeding, (error) => {
    assert.ok(error instanceof DataSourceFailed);
    assert.match(
      error.message,
      /database app \(sqlite_databases\) failed: sqlite3 ended with exit code 3\ndisk is gone$/,
    );
    return true;
  });
  await sources.close();
});

test("feed() tells the trouble of the archive's maker, though its dump fails for it", async (t) => {
  const configuration = { sqlite_databases: [{ name: "app", path: "/x/app.db" }] };
  const { context, fakeTool } = await dataSourcePlace(t, configuration);
  fakeTool("sqlite3", "yes");
  const sources = await openDataSources(context, []);
  const pipe = `${context.runtimeDirectory}/sqlite_databases/localhost/app`;
  const make = async (): Promise<void> => {
    execFileSync("head", ["-c", "1000", pipe]);
    throw new Error("the disk is full");
  };
  await assert.rejects(sources.feed(make), /the disk is full/);
  await sources.close();
});

test("close() ends a dump that nobody reads", async (t) => {
  const configuration = { sqlite_databases: [{ name: "app", path: "/x/app.db" }] };
  const { context, fakeTool } = await dataSourcePlace(t, configuration);
  fakeTool("sqlite3", "sleep 1000");
  const before = descendants(process.pid);
  const sources = await openDataSources(context, []);
  await sources.close();
  assert.deepEqual(
    descendants(process.pid).filter((pid) => !before.includes(pid)),
    [],
  );
});

test("a second database of the same name and place is skipped with a warning, not mixed into the first", async (t) => {
  const database = { name: "app", path: "/x/app.db" };
  const configuration = { sqlite_databases: [database, database, { ...database, label: "other" }] };
  const { context, records, fakeTool } = await dataSourcePlace(t, configuration);
  fakeTool("sqlite3", "echo dump");
  const sources = await openDataSources(context, []);
  const folder = normalize(`${context.runtimeDirectory}/sqlite_databases`);
  assert.deepEqual(readdirSync(folder).toSorted(), ["dumps.json", "localhost", "other"]);
  assert.ok(records.some(({ level, message }) => level === "warning" && message.includes("skipped")));
  await sources.close();
});

test("what a dead run has left is removed; what belongs to one that lives is not, nor a fresh folder of borgmatic", async (t) => {
  const { context } = await dataSourcePlace(t, {});
  const base = join(normalize(context.runtimeDirectory), "../..");
  const living = readFileSync(join(base, readdirSync(base)[0] ?? "", "owner"), "utf8");
  const owners = { dead: "999999999 1\n", reused: `${process.pid} 1\n`, living, unknown: undefined };
  for (const [name, owner] of Object.entries(owners)) {
    mkdirSync(join(base, `borgmatic-${name}/borgmatic/sqlite_databases`), { recursive: true });
    if (owner !== undefined) writeFileSync(join(base, `borgmatic-${name}/owner`), owner);
  }
  await (await openDataSources(context, [])).close();
  const left = readdirSync(base).filter((name) => Object.keys(owners).some((owner) => name.endsWith(owner)));
  assert.deepEqual(left.toSorted(), ["borgmatic-living", "borgmatic-unknown"]);
});
