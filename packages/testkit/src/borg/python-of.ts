import { readFileSync } from "node:fs";
import type { Program } from "./programs.ts";

/** The Python that runs a borg of pip's or Debian's: the first line of the script names it. @throws {Error} If that is no script. */
export function pythonOf(borg: Program): string {
  const python = /^#!\s*(\S+)/.exec(readFileSync(borg.path, "latin1"))?.[1];
  if (python === undefined) throw new Error(`${borg.path} does not name its Python`);
  return python;
}
