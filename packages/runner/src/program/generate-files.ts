import { existsSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UsageError, type GenerateFlags } from "../arguments/index.ts";
import { loadRawConfiguration, renderSample, renderSplitSample } from "../config/index.ts";
import type { System } from "../system/index.ts";
import type { Terminal } from "./terminal.ts";

/** For the owner only: a configuration holds passphrases. */
const FILE_MODE = 0o600;

/**
 * `config generate`: writes a sample configuration, or a folder of them.
 *
 * @throws {UsageError} If the destination is there already, or is not what it should be; nothing was written.
 * @throws {ConfigurationError} If the source cannot be used; nothing was written.
 */
export function generateFiles(flags: GenerateFlags, dryRun: boolean, system: System, terminal: Terminal): number {
  const destination = resolve(system.cwd, flags.destination);
  const source = flags.source === undefined ? undefined : resolve(system.cwd, flags.source);
  const raw = source === undefined ? undefined : loadRawConfiguration(source, system);
  for (const warning of raw?.warnings ?? []) terminal.writeErr(`${warning}\n`);
  const texts =
    flags.split === true
      ? new Map([...renderSplitSample(raw?.values)].map(([name, text]) => [join(destination, `${name}.yaml`), text]))
      : new Map([[destination, renderSample(raw?.values)]]);
  assertWritable(destination, [...texts.keys()], flags);
  const where = flags.split === true ? "configuration files within" : "a configuration file at";
  const dry = dryRun ? " (dry run; not actually writing anything)" : "";
  terminal.writeOut(`Generating ${where}: ${destination}${dry}\n`);
  if (!dryRun) {
    for (const [path, text] of texts) {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text, { mode: FILE_MODE });
    }
  }
  terminal.writeOut(adviceFor(destination, source));
  return 0;
}

function assertWritable(destination: string, paths: readonly string[], { split, overwrite }: GenerateFlags): void {
  const isFolder = existsSync(destination) && statSync(destination).isDirectory();
  if (existsSync(destination) && isFolder !== (split === true)) {
    throw new UsageError(
      split === true
        ? "With the --split flag, the destination path must be a directory"
        : "Without the --split flag, the destination path must be a file",
    );
  }
  const there = paths.find((path) => existsSync(path));
  if (there !== undefined && overwrite !== true) {
    throw new UsageError(`${there} already exists. Aborting. Use --overwrite to replace the file.`);
  }
}

function adviceFor(destination: string, source: string | undefined): string {
  if (source === undefined) {
    return "It has all options; edit it, then try it with `coffermatic config validate`.\n";
  }
  return `It has the values of ${source}, in today's form, and all other options. Compare them with\n  diff --unified ${source} ${destination}\n`;
}
