import type { CommandLine, ShowFlags, ValidateFlags } from "../arguments/index.ts";
import { UsageError } from "../arguments/index.ts";
import { findOption, nearestName, optionNames, renderConfiguration } from "../config/index.ts";
import type { System } from "../system/index.ts";
import { loadFiles, type LoadedFiles } from "./load-files.ts";
import type { Terminal } from "./terminal.ts";

/** `config validate`: tells everything that is wrong. Variables of the environment are not looked at. */
export function validateFiles(flags: ValidateFlags, line: CommandLine, system: System, terminal: Terminal): number {
  const loaded = loadFiles(line, false, system);
  tell(loaded, terminal);
  if (loaded.errors.length > 0) {
    terminal.writeErr("Configuration validation failed\n");
    return 1;
  }
  if (flags.show === true) showAsYaml(loaded, undefined, terminal);
  terminal.writeOut("All configuration files are valid\n");
  return 0;
}

/** `config show`: what the files come to. */
export function showFiles(flags: ShowFlags, line: CommandLine, system: System, terminal: Terminal): number {
  if (flags.option !== undefined) assertOption(flags.option);
  const loaded = loadFiles(line, line.resolveEnvironment, system);
  tell(loaded, terminal);
  if (flags.json === true) {
    const shown = loaded.files.map(({ configuration }) => pick(configuration, flags.option) ?? null);
    terminal.writeOut(`${JSON.stringify(shown)}\n`);
  } else {
    showAsYaml(loaded, flags.option, terminal);
  }
  return loaded.errors.length > 0 ? 1 : 0;
}

function showAsYaml({ files }: LoadedFiles, option: string | undefined, terminal: Terminal): void {
  for (const { configuration } of files) {
    if (files.length > 1) terminal.writeOut("---\n");
    terminal.writeOut(renderConfiguration(pick(configuration, option)));
  }
}

function pick(configuration: object, option: string | undefined): unknown {
  return option === undefined ? configuration : (configuration as Readonly<Record<string, unknown>>)[option];
}

function assertOption(name: string): void {
  if (findOption([name]) !== undefined) return;
  const near = nearestName(
    name,
    optionNames().flatMap(({ options }) => options.map((one) => one.name)),
  );
  throw new UsageError(`there is no option ${name}${near === undefined ? "" : `; did you mean ${near}?`}`);
}

/** Warnings and errors of loading. */
export function tell({ files, errors }: LoadedFiles, terminal: Terminal): void {
  for (const warning of files.flatMap(({ warnings }) => warnings)) terminal.writeErr(`${warning}\n`);
  for (const error of errors) terminal.writeErr(`${error.message}\n`);
}
