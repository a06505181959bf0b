import { createHash } from "node:crypto";
import type { ItemChunk } from "@coffer/format/archive";

interface Version {
  readonly number: number;
  readonly content: string;
}

/** Counts the versions of files: a file has a new one when its content is another than in the archive before. */
export class Versions {
  /** By the folder that holds the versions of a file: the last one. */
  readonly #last = new Map<number, Version>();

  /** Number of the version that a file with this content is; the first one is 1. */
  next(folder: number, content: string): number {
    const last = this.#last.get(folder);
    if (last?.content === content) return last.number;
    const number = (last?.number ?? 0) + 1;
    this.#last.set(folder, { number, content });
    return number;
  }

  /** The version that was met last; `undefined` if the file has none. */
  last(folder: number): Version | undefined {
    return this.#last.get(folder);
  }
}

/** Names a content: equal for equal chunks only. */
export function contentName(chunks: readonly ItemChunk[]): string {
  const hash = createHash("sha256");
  for (const { id } of chunks) hash.update(id);
  return hash.digest("base64").slice(0, 22);
}

/** `report.txt` in version 3 is `report.00003.txt`; what has no extension gets the number at its end. */
export function versionedName(name: string, version: number): string {
  const [stem, extension] = splitExtension(name);
  return `${stem}.${String(version).padStart(5, "0")}${extension}`;
}

/** Dots that a name begins with do not begin an extension. */
function splitExtension(name: string): [string, string] {
  const at = name.lastIndexOf(".");
  const isLeading = at < 0 || /^\.*$/.test(name.slice(0, at));
  return isLeading ? [name, ""] : [name.slice(0, at), name.slice(at)];
}
