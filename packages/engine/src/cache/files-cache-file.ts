import { stat } from "node:fs/promises";
import { join } from "node:path";
import { FileIntegrityError } from "@coffer/format/errors";
import type { EngineContext } from "../context/index.ts";
import { readCheckedFile, writeCheckedFile } from "./checked-file.ts";
import { FilesCache, FilesCacheDecoder, FilesCacheInvalid, FileTable } from "./files/index.ts";

/** Name of the files cache; a suffix keeps several apart (`BORG_FILES_CACHE_SUFFIX`). */
export function filesCacheName(suffix: string | undefined): string {
  return suffix === undefined || suffix === "" ? "files" : `files.${suffix}`;
}

/** Reads the files cache. One that is missing or spoiled is reported and counts as empty: files are read again. */
export async function loadFilesCache(
  folder: string,
  name: string,
  integrity: string | undefined,
  ctx: EngineContext,
): Promise<FilesCache> {
  const path = join(folder, name);
  try {
    // Packed entries are a little smaller than those in memory.
    const table = new FileTable(Math.ceil((await stat(path)).size * 1.25));
    const decoder = new FilesCacheDecoder(table);
    await readCheckedFile(path, name, integrity, (piece) => decoder.feed(piece));
    decoder.finish();
    return new FilesCache(table);
  } catch (error) {
    for (const message of [describe(error, path), "Continuing without files cache - expect lower performance."]) {
      ctx.reporter.log({ level: "warning", message, name: "borg.cache" });
    }
    return new FilesCache();
  }
}

/** Writes the files cache; its content is durable on return. @returns Its integrity text. */
export function saveFilesCache(folder: string, name: string, files: FilesCache, ttl: number): string {
  return writeCheckedFile(join(folder, name), name, (write) => files.encode(ttl, write));
}

function describe(error: unknown, path: string): string {
  if (error instanceof FilesCacheInvalid) return `The files cache seems invalid. [${error.message}]`;
  if (error instanceof FileIntegrityError) return `The files cache is corrupted. [${error.message}]`;
  if (error instanceof Error && "code" in error && "errno" in error && typeof error.errno === "number") {
    const reason = error.code === "ENOENT" ? "No such file or directory" : String(error.code);
    return `The files cache can't be read. [[Errno ${-error.errno}] ${reason}: '${path}']`;
  }
  throw error;
}
