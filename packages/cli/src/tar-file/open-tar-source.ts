import { closeSync } from "node:fs";
import type { TarSource } from "@coffer/engine/commands";
import { standardInput } from "../environment/index.ts";
import { filterOfName } from "./filter-of-name.ts";
import { FilterProcess } from "./filter-process.ts";
import { openTarFile } from "./open-tar-file.ts";
import type { TarFileOptions } from "./tar-file-options.ts";

const STDIN = 0;

/**
 * Opens a tar file for reading, with its filter.
 *
 * @throws {BorgError} If the filter cannot be started.
 */
export async function openTarSource(options: TarFileOptions): Promise<TarSource> {
  const { path } = options;
  const filter = options.filter === "auto" ? filterOfName(path, "decompress") : options.filter;
  const isFiltered = filter !== undefined && filter !== "";
  if (path === "-") return isFiltered ? await filteredSource(filter, STDIN, options) : stdinSource();
  const fd = openTarFile(path, "r");
  if (!isFiltered) return { content: { fd }, isDrained: false, finish: nothing, close: () => closeSync(fd) };
  try {
    return await filteredSource(filter, fd, options);
  } finally {
    // The filter has a descriptor of its own.
    closeSync(fd);
  }
}

function stdinSource(): TarSource {
  const content = standardInput();
  const close = (): void => {
    if ("readable" in content) content.readable.destroy();
  };
  return { content, isDrained: false, finish: nothing, close };
}

async function filteredSource(command: string, fd: number, options: TarFileOptions): Promise<TarSource> {
  const filter = await FilterProcess.start(command, [fd, "pipe", "inherit"], options);
  const readable = filter.child.stdout;
  if (readable === null) throw new Error("the filter was started without a pipe from it");
  return { content: { readable }, isDrained: true, finish: () => filter.finish(), close: () => filter.kill() };
}

function nothing(): Promise<void> {
  return Promise.resolve();
}
