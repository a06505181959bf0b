/**
 * The program `coffer`. `--version` is answered here, before anything else is loaded.
 *
 * @module
 */
import { writeSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { VERSION_LINE } from "./version/index.ts";

const first = process.argv[2];
if (first === "--version" || first === "-V") {
  try {
    writeSync(1, `${VERSION_LINE}\n`);
  } catch {
    // Nobody reads it.
  }
} else {
  // Beside the bundle: the default folder is in /tmp, where others could lay compiled code for us. Not writable: no cache.
  if (!import.meta.url.endsWith(".ts")) enableCompileCache(`${import.meta.dirname}/.cache`);
  const { runProgram } = await import("./program/index.ts");
  await runProgram();
}
