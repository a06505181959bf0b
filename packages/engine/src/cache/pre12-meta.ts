import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { readTextIfExists } from "../session/index.ts";

/** Statistics of an archive that was made before archives carried them (Borg 1.2); sizes in bytes. */
export interface Pre12Meta {
  readonly size: number;
  readonly csize: number;
  readonly nfiles: number;
  readonly size_parts: number;
  readonly csize_parts: number;
  readonly nfiles_parts: number;
}

const FIELDS = ["size", "csize", "nfiles", "size_parts", "csize_parts", "nfiles_parts"] as const;

/** Reads the file `pre12-meta`; what is missing or spoiled counts as empty, as it can be computed again. */
export async function loadPre12Meta(folder: string): Promise<Map<string, Pre12Meta>> {
  const text = readTextIfExists(join(folder, "pre12-meta"));
  if (text === undefined) return new Map();
  return parsePre12Meta(text);
}

function parsePre12Meta(text: string): Map<string, Pre12Meta> {
  const result = new Map<string, Pre12Meta>();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return result;
  }
  if (typeof value !== "object" || value === null) return result;
  for (const [id, meta] of Object.entries(value)) if (isMeta(meta)) result.set(id, meta);
  return result;
}

/** Writes the file as Python's `json.dump(..., indent=4)` does. */
export async function savePre12Meta(folder: string, meta: ReadonlyMap<string, Pre12Meta>): Promise<void> {
  await writeFile(join(folder, "pre12-meta"), JSON.stringify(Object.fromEntries(meta), undefined, 4));
}

function isMeta(value: unknown): value is Pre12Meta {
  if (typeof value !== "object" || value === null) return false;
  return FIELDS.every((field) => typeof (value as Record<string, unknown>)[field] === "number");
}
