import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import type { TestContext } from "node:test";
import { createRuntimeDirectory, type DataSourceConfiguration, type DataSourceContext } from "@coffer/runner/hooks";
import { FanOutLog, type LogRecord } from "@coffer/runner/log";

/** A place to try data sources in: a folder, stand-ins for tools, and what was logged. */
export interface DataSourcePlace {
  readonly folder: string;
  readonly context: DataSourceContext;
  readonly records: readonly LogRecord[];
  /** Puts a shell script of that name before the real tools. */
  readonly fakeTool: (name: string, script: string) => void;
}

/** A fresh place, gone after the test. */
export async function dataSourcePlace(
  t: TestContext,
  configuration: DataSourceConfiguration,
  more: Partial<Pick<DataSourceContext, "dryRun" | "signal" | "configurationPaths">> = {},
): Promise<DataSourcePlace> {
  const folder = mkdtempSync(join(tmpdir(), "coffer-test-"));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const [bin, home] = [join(folder, "bin"), join(folder, "home")];
  for (const path of [bin, home]) mkdirSync(path);
  const env = { PATH: `${bin}${delimiter}${process.env["PATH"]}`, HOME: home, XDG_RUNTIME_DIR: join(folder, "run") };
  const system = { env, cwd: folder, home, nowMs: () => Date.now(), sleep: async () => {} };
  const records: LogRecord[] = [];
  const log = new FanOutLog([{ write: (record) => records.push(record) }], system.nowMs);
  const runtimeDirectory = (await createRuntimeDirectory(configuration, system)).path;
  const signal = new AbortController().signal;
  const context = {
    configuration,
    configurationPaths: [],
    runtimeDirectory,
    system,
    log,
    dryRun: false,
    signal,
    ...more,
  };
  const fakeTool = (name: string, script: string): void => {
    writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(join(bin, name), 0o755);
  };
  return { folder, context, records, fakeTool };
}
