import { readFileSync } from "node:fs";
import { specPath } from "./spec-path.ts";

/** One file of vectors, parsed. The caller states its shape. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names the shape of the file
export function loadVectors<T>(name: string): T {
  return JSON.parse(readFileSync(specPath(`vectors/${name}.json`), "utf8")) as T;
}
