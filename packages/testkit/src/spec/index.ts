/**
 * The written specification beside the project: vectors and sample repositories made by the real borg.
 *
 * Stands on Node only.
 *
 * @module
 */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** Path below the specification folder, which lies beside the checkout (or where `COFFER_SPEC` points). */
export function specPath(name: string): string {
  const base = process.env["COFFER_SPEC"] ?? fileURLToPath(new URL("../../../../../shared/spec", import.meta.url));
  return `${base}/${name}`;
}

/** One file of vectors, parsed. The caller states its shape. */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller names the shape of the file
export function loadVectors<T>(name: string): T {
  return JSON.parse(readFileSync(specPath(`vectors/${name}.json`), "utf8")) as T;
}
