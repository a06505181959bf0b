import { createReadStream, type Dirent } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Writable } from "node:stream";
import { parsePattern } from "@coffer/format/patterns";
import type { ArchiveReader } from "../../hooks/index.ts";

/** What was restored of an archive, read as the archive would be. */
export class FolderReader implements ArchiveReader {
  readonly archiveName: string;
  readonly #folder: string;
  #paths: readonly string[] | undefined;

  constructor(archiveName: string, folder: string) {
    this.archiveName = archiveName;
    this.#folder = folder;
  }

  async list(patterns: readonly string[]): Promise<readonly string[]> {
    const parsed = patterns.map((pattern) => parsePattern(pattern, "sh"));
    this.#paths ??= await dumpFiles(this.#folder, "");
    return this.#paths.filter((path) => parsed.some((pattern) => pattern.matches(path)));
  }

  async writeContents(patterns: readonly string[], output: Writable): Promise<void> {
    for (const path of await this.list(patterns)) {
      await pipeline(createReadStream(join(this.#folder, path)), output, { end: false });
    }
  }

  async extract(): Promise<void> {
    await Promise.reject(new Error("it is extracted already"));
  }
}

/** Files below folders that may be of dumps: those of the data of users are not walked through. */
async function dumpFiles(folder: string, below: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of await readdir(join(folder, below), { withFileTypes: true })) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (!entry.isDirectory()) found.push(path);
    else if (leadsToDumps(path, entry)) found.push(...(await dumpFiles(folder, path)));
  }
  return found;
}

/** `borgmatic/…` at the top, or a runtime directory at any place that Borgs before 1.4 have stored with its path. */
function leadsToDumps(path: string, { name }: Dirent): boolean {
  const isInside = /(?:^|\/)\.?borgmatic(?:\/|$)/.test(path);
  return isInside || name.startsWith("borgmatic-") || path.split("/").length <= 4;
}
