import type { CommandLine } from "../arguments/index.ts";
import {
  ConfigurationError,
  defaultConfigurationPlaces,
  findConfigurationFiles,
  loadConfiguration,
  type LoadedConfiguration,
} from "../config/index.ts";
import type { System } from "../system/index.ts";

/** A file that could be loaded. */
export interface LoadedFile extends LoadedConfiguration {
  /** Absolute. */
  readonly path: string;
}

/** What came of all files that a command line means. */
export interface LoadedFiles {
  readonly files: readonly LoadedFile[];
  /** Of those that could not be loaded; each names all its problems. */
  readonly errors: readonly ConfigurationError[];
}

/** Loads all configuration files. One that cannot be used does not keep the others from being loaded. */
export function loadFiles(line: CommandLine, resolveEnvironment: boolean, system: System): LoadedFiles {
  const places = line.configPaths.length > 0 ? line.configPaths : defaultConfigurationPlaces(system);
  const options = { settings: line.settings, overrides: line.overrides, resolveEnvironment };
  const [files, errors]: [LoadedFile[], ConfigurationError[]] = [[], []];
  for (const path of findConfigurationFiles(places, system)) {
    try {
      files.push({ path, ...loadConfiguration(path, options, system) });
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      errors.push(error);
    }
  }
  if (files.length === 0 && errors.length === 0) errors.push(noFile(places));
  return { files, errors };
}

function noFile(places: readonly string[]): ConfigurationError {
  const message = `no configuration file was found; make one with \`coffermatic config generate\``;
  return new ConfigurationError(places.join(", "), [{ origin: "configuration", option: "", message }]);
}
