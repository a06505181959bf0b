import { lstatSync, readdirSync } from "node:fs";
import { join } from "node:path";

/** Sum of the sizes of all files below a folder; 0 if there is none. */
export function storedBytes(folder: string): number {
  let bytes = 0;
  for (const name of namesIn(folder)) {
    const stat = lstatSync(join(folder, name));
    if (stat.isFile()) bytes += stat.size;
  }
  return bytes;
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
