import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

const FOR_ALL = 0o644;

/**
 * Writes a file so that a reader finds the old text or the new one whole. Its folder is made where it is missing.
 *
 * @param mode Permission bits; whoever collects metrics or shows pages may read it unless told otherwise.
 * @throws {Error} If it cannot be written; the old file is still there.
 */
export function writeAtomically(path: string, text: string, mode: number = FOR_ALL): void {
  mkdirSync(dirname(path), { recursive: true });
  // collectors look at endings
  const aside = `${path}.${process.pid}.new`;
  try {
    writeFileSync(aside, text, { mode });
    renameSync(aside, path);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}
