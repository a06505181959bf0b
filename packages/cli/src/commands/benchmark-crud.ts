import { resolve } from "node:path";
import type { CrudLoad } from "@coffer/engine/commands";
import { cacheSettings } from "./cache-settings.ts";
import { type Command, defineCommand, targetOf } from "./command.ts";
import { requiredWord, text } from "../arguments/index.ts";
import { locationArgument } from "../location/index.ts";
import { formatFileSize, formatFixed } from "../text/index.ts";

const EPILOG = `Makes files below PATH, backs them up to REPOSITORY, reads them back, backs them up again
and deletes the archives, each step timed. Files and archives (borg-benchmark-crud1 and so
on) are removed afterwards. REPOSITORY must exist; it and PATH need 1 GB of free space
each.

A line for each step and kind of files:

  C  create, without compression and files cache
  R  extract to nowhere: fetch, decrypt and verify
  U  create again, with nothing changed: the files cache at work; nothing is read
  D  delete of the last archive with the data

  Z  files of zeros, which deduplicate to almost nothing
  R  files of random bytes, which do not deduplicate

Figures vary, and real files are neither zeros nor random: measure several times, on a
machine that does nothing else.`;

const LOADS: readonly CrudLoad[] = [
  { name: "Z-BIG", fileCount: 10, fileSize: 100_000_000, isRandom: false },
  { name: "R-BIG", fileCount: 10, fileSize: 100_000_000, isRandom: true },
  { name: "Z-MEDIUM", fileCount: 1000, fileSize: 1_000_000, isRandom: false },
  { name: "R-MEDIUM", fileCount: 1000, fileSize: 1_000_000, isRandom: true },
  { name: "Z-SMALL", fileCount: 10_000, fileSize: 10_000, isRandom: false },
  { name: "R-SMALL", fileCount: 10_000, fileSize: 10_000, isRandom: true },
];
/** For tests of the command itself (`_BORG_BENCHMARK_CRUD_TEST`). */
const TEST_LOADS: readonly CrudLoad[] = [
  { name: "Z-TEST", fileCount: 1, fileSize: 1, isRandom: false },
  { name: "R-TEST", fileCount: 1, fileSize: 1, isRandom: true },
];

function line(step: string, load: CrudLoad, seconds: number): string {
  const megabytes = (load.fileCount * load.fileSize) / 1e6;
  const rate = formatFixed(megabytes / seconds, 2).padStart(9);
  const content = load.isRandom ? "random" : "all-zero";
  const files = `${load.fileCount} * ${formatFileSize(load.fileSize)} ${content} files`;
  return `${step}-${load.name.padEnd(10)} ${rate} MB/s (${files}: ${formatFixed(seconds, 2)}s)\n`;
}

export const command: Command = defineCommand(
  {
    name: "benchmark crud",
    summary: "measure create, extract, update and delete",
    description: "Measure how fast archives are created, read, updated and deleted",
    epilog: EPILOG,
    parameters: {},
    positionals: {
      location: requiredWord("REPOSITORY", "repository to measure with (it must exist)", locationArgument("refused")),
      path: requiredWord("PATH", "folder to make files in", text),
    },
  },
  async (values, run) => {
    const { benchmarkCrud } = await import("@coffer/engine/commands");
    await benchmarkCrud(
      {
        ...targetOf(values.location, values, run),
        path: resolve(run.context.cwd, values.path ?? ""),
        loads: run.env["_BORG_BENCHMARK_CRUD_TEST"] === undefined ? LOADS : TEST_LOADS,
        cmdline: run.commandLine,
        cache: cacheSettings(run),
        signal: run.signal,
      },
      run.context,
      (load, times) => {
        for (const [step, seconds] of [
          ["C", times.create],
          ["R", times.extract],
          ["U", times.update],
          ["D", times.delete],
        ] as const) {
          run.streams.writeOut(line(step, load, seconds));
        }
        run.streams.flushOut();
      },
    );
    return 0;
  },
);
