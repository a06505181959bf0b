import { stdin, stdout } from "node:process";
import type { CommandLine } from "../arguments/index.ts";
import { BorgBrowseSource, type BrowsedRepository, openTerminal, runBrowser } from "../browse/index.ts";
import { FanOutLog } from "../log/index.ts";
import { openBorg } from "../run/index.ts";
import type { System } from "../system/index.ts";
import { tell } from "./config-actions.ts";
import { type LoadedFile, loadFiles } from "./load-files.ts";
import type { Terminal } from "./terminal.ts";

/** `browse`: lets a person look through the repositories of all configurations. */
export async function browseFiles(line: CommandLine, system: System, terminal: Terminal): Promise<number> {
  if (!stdin.isTTY || !stdout.isTTY) {
    terminal.writeErr("coffermatic browse needs a terminal; `coffermatic list` does without one\n");
    return 1;
  }
  const loaded = loadFiles(line, line.resolveEnvironment, system);
  tell(loaded, terminal);
  if (loaded.files.length === 0) return 1;
  const keyboard = openTerminal(stdin, stdout);
  try {
    await runBrowser(new BorgBrowseSource(browsed(loaded.files, system)), keyboard, system.cwd);
  } finally {
    keyboard.close();
  }
  return 0;
}

/** What Borg logs has no place on the screen; what stops it is shown as an error. */
function browsed(files: readonly LoadedFile[], system: System): BrowsedRepository[] {
  const log = new FanOutLog([], () => system.nowMs());
  const { signal } = new AbortController();
  const names = new Set<string>();
  return files.flatMap(({ path: file, configuration }) => {
    const borg = openBorg(configuration, { system, log, signal });
    return configuration.repositories.map(({ path, label }) => {
      const short = label ?? path;
      const name = names.has(short) ? `${short} (${file})` : short;
      names.add(name);
      return { name, path, borg };
    });
  });
}
