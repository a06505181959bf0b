/**
 * The program `coffermatic`.
 *
 * @module
 */
import { writeSync } from "node:fs";
import { COFFERMATIC_VERSION } from "./version/index.ts";

if (process.argv[2] === "--version") {
  writeSync(1, `${COFFERMATIC_VERSION}\n`);
} else {
  writeSync(2, "coffermatic: no action is known yet\n");
  process.exitCode = 1;
}
