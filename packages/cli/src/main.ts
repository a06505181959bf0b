/**
 * The program `coffer`. `--version` is answered here, before anything else is loaded.
 *
 * @module
 */
import { writeSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { VERSION_LINE } from "./version/index.ts";

/** Exit code of errors. Node's own is 1, which means "warnings" to Borg's users. */
const EXIT_ERROR = 2;

const first = process.argv[2];
if (first === "--version" || first === "-V") {
  try {
    writeSync(1, `${VERSION_LINE}\n`);
  } catch {
    // Nobody reads it.
  }
} else {
  try {
    // Beside the bundle: the default folder is in /tmp, where others could lay compiled code for us. Not writable: no cache.
    if (!import.meta.url.endsWith(".ts")) enableCompileCache(`${import.meta.dirname}/.cache`);
    const { runProgram } = await import("./program/index.ts");
    await runProgram();
  } catch (error) {
    writeSync(2, `coffer cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(EXIT_ERROR);
  }
}
